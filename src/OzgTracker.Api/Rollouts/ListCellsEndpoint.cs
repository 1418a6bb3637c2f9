using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>All services of one unit.</summary>
public sealed class ListCellsEndpoint(ListServices services, CellServices cells) : PlainListEndpoint<ListCellsEndpoint.Request, ListCellsEndpoint.Item>(services)
{
    /// <summary>Which unit, filters and paging.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="Policy">How levels of LeiKa services make the level: `any` (when absent), `all` or `shareConform`.</param>
    /// <param name="TopicArea">Themenfeld of the service.</param>
    /// <param name="Level">Exactly this level.</param>
    /// <param name="MinLevel">This level or a higher one.</param>
    /// <param name="Verification">`unverified`, `verified` or `disputed`.</param>
    /// <param name="ChangedSince">Only cells of which the log learnt something at or after this moment.</param>
    public sealed record Request(
        [FromRoute] string Key,
        [AsParameters] ListParameters List,
        [FromQuery] string? Model = null,
        [FromQuery] string? Policy = null,
        [FromQuery] string? TopicArea = null,
        [FromQuery] int? Level = null,
        [FromQuery] int? MinLevel = null,
        [FromQuery] string? Verification = null,
        [FromQuery] DateTimeOffset? ChangedSince = null) : IListRequest;

    /// <summary>A cell in one line; its own address says more.</summary>
    /// <param name="Municipality">Id of the unit.</param>
    /// <param name="OzgId">The OZG service.</param>
    /// <param name="ServiceName">Its name.</param>
    /// <param name="TopicArea">Its Themenfeld.</param>
    /// <param name="Model">The maturity model that the level belongs to.</param>
    /// <param name="Level">Null when nothing is reported or the unit is not competent.</param>
    /// <param name="Since">First day of the unbroken run at this level.</param>
    /// <param name="Status">What is known.</param>
    /// <param name="Conform">OZG-konform by the model's threshold; null without a level.</param>
    /// <param name="Verification">How it has been checked.</param>
    /// <param name="Evidence">Whether anyone can check it.</param>
    /// <param name="EvidenceUrl">Where.</param>
    /// <param name="LastReportedAt">When the log last heard of it.</param>
    /// <param name="Stale">Not heard of for more than twelve months.</param>
    /// <param name="Version">Version of the cell's stream, its ETag.</param>
    /// <param name="Position">Position of its last event in the log.</param>
    /// <param name="CoveredBy">Id of the Verband or Kreis that executes the service for the unit.</param>
    public sealed record Item(
        string Municipality, string OzgId, string ServiceName, string TopicArea, string Model, int? Level, DateOnly? Since, CellStatus Status, bool? Conform,
        Verification Verification, EvidenceState Evidence, string? EvidenceUrl, DateTimeOffset? LastReportedAt, bool Stale, long Version, long Position, string? CoveredBy);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.Level).InclusiveBetween(0, 99).WithErrorCode("invalid-level");
            RuleFor(request => request.MinLevel).InclusiveBetween(0, 99).WithErrorCode("invalid-level");
            RuleFor(request => request.Policy).LeikaPolicy();
            RuleFor(request => request.Verification).Must(value => value is null || Codes.TryParse<Verification>(value, out _)).WithErrorCode("unknown-verification")
                .WithMessage($"'verification' must be one of {string.Join(", ", Codes.All<Verification>())}.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities/{key}/services");
        Policies(Auth.Policy.Read);
        Problems(404, 406);
        Summary("List the services of a unit", "All services of the catalogue in the order of their ids, also those without a report (`unreported`); a filter by level leaves those out.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct)
    {
        if (await cells.Registry.FindUnit(request.Key, ct) is null) return Problem.UnknownUnit(request.Key);
        return await cells.Registry.FindModel(ModelId(request), ct) is null ? Problem.UnknownModel(ModelId(request)) : null;
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Item>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        var unit = await cells.Registry.FindUnit(request.Key, ct);
        var model = await cells.Registry.FindModel(ModelId(request), ct);
        var now = Clock.GetUtcNow();
        Verification? verification = request.Verification is not null && Codes.TryParse<Verification>(request.Verification, out var checkedAs) ? checkedAs : null;
        var filter = new StatusFilter(request.TopicArea, request.Level, request.MinLevel, request.ChangedSince, verification);
        var rows = await StatusQueries.OfUnit(Store.DataSource, unit!.Id.Value, model!.Id, PolicyRules.Of(request.Policy), filter, after?[0], limit, ct);
        var derived = await Derived(unit, rows, model, PolicyRules.Of(request.Policy), RolloutFacts.DayOf(now), ct);
        return [.. rows.Select(row => ToItem(row, unit, model, derived.GetValueOrDefault(row.OzgId), now))];
    }

    /// <summary>What follows from others where the unit has said nothing. Filters by level are about what it has said.</summary>
    async Task<IReadOnlyDictionary<string, Derivation>> Derived(
        KnownUnit unit, IReadOnlyList<StatusRow> rows, MaturityModel model, LeikaPolicy policy, DateOnly today, CancellationToken ct)
    {
        var unsaid = new List<KnownService>();
        foreach (var row in rows.Where(row => row.Status == CellStatus.Unreported))
            if (await cells.Registry.FindService(row.OzgId, ct) is { } service)
                unsaid.Add(service);
        return await cells.DerivedOf(unit, unsaid, model.Id, policy, today, ct);
    }

    Item ToItem(StatusRow row, KnownUnit unit, MaturityModel model, Derivation? derivation, DateTimeOffset now)
    {
        var level = derivation is null ? row.Level : derivation.Level;
        return new Item(
            unit.Id.Value, row.OzgId, row.ServiceName, row.TopicArea, model.Id, level, row.Since, derivation?.Status ?? row.Status,
            level is { } known ? model.IsConform(known) : null, row.Verification, row.Evidence, row.EvidenceUrl, row.LastReportedAt,
            cells.Stale.IsStale(row.Status, row.LastReportedAt, now), row.Version, row.Position, derivation?.CoveredBy?.Value);
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(Item item) => [item.OzgId];

    static string ModelId(Request request) => request.Model ?? MaturityModel.Default;
}

using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Analysis;

/// <summary>Who is ahead on a service, so that the others know whom to ask.</summary>
public sealed class ListFrontrunnersEndpoint(ListServices services, Registry registry)
    : ListEndpoint<ListFrontrunnersEndpoint.Request, AnalysisPage<ListFrontrunnersEndpoint.Item>, ListFrontrunnersEndpoint.Item>(services)
{
    /// <summary>Which service, among whom, and paging.</summary>
    /// <param name="OzgId">The OZG service.</param>
    /// <param name="PeerOf">Key of a unit: only units of its kind and size class, itself included.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="Policy">How levels of LeiKa services make the level: `any` (when absent), `all` or `shareConform`.</param>
    public sealed record Request(
        [FromRoute] string OzgId,
        [AsParameters] ListParameters List,
        [AsParameters] UnitParameters Units,
        [FromQuery] string? PeerOf = null,
        [FromQuery] string? Model = null,
        [FromQuery] string? Policy = null) : IListRequest;

    /// <summary>A unit in the ranking.</summary>
    /// <param name="Rank">Ties share it.</param>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits.</param>
    /// <param name="Population">Inhabitants.</param>
    /// <param name="Level">Level in the model.</param>
    /// <param name="Since">First day of the unbroken run at this level; null where the policy had to compute it from LeiKa services.</param>
    /// <param name="DaysAtLevel">Days since then, today not counted.</param>
    /// <param name="Conform">OZG-konform by the model's threshold.</param>
    /// <param name="Verification">How it has been checked.</param>
    /// <param name="Evidence">Whether anyone can check it.</param>
    /// <param name="EvidenceUrl">Where.</param>
    /// <param name="Position">Position of the cell's last event in the log.</param>
    public sealed record Item(
        int Rank, string Unit, string Name, string Kind, string State, string? District, int Population, int Level, DateOnly? Since, int? DaysAtLevel, bool Conform,
        Verification Verification, EvidenceState Evidence, string? EvidenceUrl, long Position);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OzgId).OzgId();
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.Units).SetValidator(new UnitParameters.Validator());
            RuleFor(request => request.Policy).LeikaPolicy();
            RuleFor(request => request.PeerOf!).UnitKey().When(request => request.PeerOf is not null);
        }
    }

    /// <inheritdoc/>
    protected override int SortKeyCount => 2;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services/{ozgId}/frontrunners");
        Policies(Auth.Policy.Read);
        Problems(404, 406);
        Summary("List the frontrunners of a service", "Units with a report: highest level first, then verified ones, then those with evidence, then the longest at that level; ties share a rank.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct)
    {
        if (await registry.FindService(request.OzgId, ct) is null) return Problem.UnknownService(request.OzgId);
        if (request.PeerOf is { } peer && await registry.FindUnit(peer, ct) is null) return Problem.UnknownUnit(peer);
        return await registry.FindModel(ModelId(request), ct) is null ? Problem.UnknownModel(ModelId(request)) : null;
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Item>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        var model = (await registry.FindModel(ModelId(request), ct))!;
        var filter = request.Units.ToFilter();
        if (request.PeerOf is not null && await registry.FindUnit(request.PeerOf, ct) is { } peer)
            filter = filter with { Kind = peer.Kind, Size = SizeClass.Of(peer.Population) };

        var today = RolloutFacts.DayOf(Clock.GetUtcNow());
        (long, string)? last = after is null ? null : (long.Parse(after[0]!, CultureInfo.InvariantCulture), after[1]!);
        var rows = await StatusQueries.Frontrunners(Store.DataSource, request.OzgId, model, PolicyRules.Of(request.Policy), filter, last, limit, ct);
        return [.. rows.Select(row => new Item(
            row.Rank, row.Unit, row.Name, row.Kind, row.State, row.District, row.Population, row.Level, row.Since, today.DayNumber - row.Since?.DayNumber,
            model.IsConform(row.Level), row.Verification, row.Evidence, row.EvidenceUrl, row.Position))];
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(Item item) => [item.Rank.ToString(CultureInfo.InvariantCulture), item.Unit];

    /// <inheritdoc/>
    protected override AnalysisPage<Item> Envelope(Request request, IReadOnlyList<Item> items, string? nextCursor, long position) =>
        new(items, nextCursor, position, "frontrunners", 1, ModelId(request), Codes.Text(PolicyRules.Of(request.Policy)));

    static string ModelId(Request request) => request.Model ?? MaturityModel.Default;
}

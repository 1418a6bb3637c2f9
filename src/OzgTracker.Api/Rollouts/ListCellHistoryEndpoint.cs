using System.Globalization;
using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Everything that was ever recorded for one service in one unit.</summary>
public sealed class ListCellHistoryEndpoint(ListServices services, Registry registry) : PlainListEndpoint<ListCellHistoryEndpoint.Request, ListCellHistoryEndpoint.Item>(services)
{
    IReadOnlyList<IEvent> events = [];

    /// <summary>Which cell, and paging.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [AsParameters] ListParameters List) : IListRequest;

    /// <summary>Who recorded it.</summary>
    /// <param name="Role">What the actor was; never who.</param>
    public sealed record Actor(string? Role);

    /// <summary>An event of the cell.</summary>
    /// <param name="Position">In the log; corrections and withdrawals name it.</param>
    /// <param name="Version">In the cell's stream.</param>
    /// <param name="Type">Stored name.</param>
    /// <param name="ValidOn">Since when it is so.</param>
    /// <param name="RecordedAt">When the log learnt it.</param>
    /// <param name="Actor">In which role it was recorded.</param>
    /// <param name="OnBehalfOf">Who spoke for the unit.</param>
    /// <param name="Source">Through which door it came; `demo` marks synthetic data.</param>
    /// <param name="Data">The fact as it is stored.</param>
    public sealed record Item(
        long Position, long Version, string Type, DateOnly? ValidOn, DateTimeOffset RecordedAt, Actor Actor, string? OnBehalfOf, string? Source, JsonElement Data);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(CellAddress.Route + "/history");
        Policies(Policy.Read);
        Problems(404, 406);
        Summary("List the history of a cell", "Oldest first; nothing is ever missing from it.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct)
    {
        var (cell, problem) = await KnownCell.Find(registry, request.Address, ct);
        if (cell is null) return problem;
        await using var session = Store.LightweightSession();
        events = await session.Events.FetchStreamAsync(cell.Key.StreamKey, ct);
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>The stream's own: it is read from the log, and read models that lag must not make an old ETag match.</remarks>
    protected override Task<long> Position(CancellationToken ct) => Task.FromResult(events.Count == 0 ? 0 : events[^1].Sequence);

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<Item>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        var afterVersion = long.Parse(after?[0] ?? "0", CultureInfo.InvariantCulture);
        return Task.FromResult<IReadOnlyList<Item>>([.. events.Where(happened => happened.Version > afterVersion).Take(limit).Select(happened => new Item(
            happened.Sequence,
            happened.Version,
            happened.EventTypeName,
            ValidOn(happened.Data),
            happened.Timestamp,
            new Actor(happened.GetHeader(Provenance.RoleHeader)),
            happened.GetHeader(Provenance.OnBehalfOfHeader),
            happened.GetHeader(Provenance.SourceHeader),
            JsonSerializer.SerializeToElement(happened.Data, DomainJson.Default.GetTypeInfo(happened.Data.GetType())!)))]);
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(Item item) => [item.Version.ToString(CultureInfo.InvariantCulture)];

    static DateOnly? ValidOn(object data) => data switch
    {
        IMaturityClaim claim => claim.ValidOn,
        MaturityConfirmed confirmed => confirmed.ConfirmedOn,
        NotCompetentDeclared declared => declared.ValidFrom,
        CompetenceReclaimed reclaimed => reclaimed.ValidFrom,
        MaturityVerified verified => verified.VerifiedOn,
        MaturityDisputed disputed => disputed.DisputedOn,
        EvidenceRecorded recorded => RolloutFacts.DayOf(recorded.SeenAt),
        EvidenceRefuted refuted => RolloutFacts.DayOf(refuted.SeenAt),
        PilotStarted started => started.On,
        ServiceWentLive live => live.On,
        ServiceSuspended suspended => suspended.On,
        EfaServiceAdopted adopted => adopted.On,
        _ => null,
    };
}

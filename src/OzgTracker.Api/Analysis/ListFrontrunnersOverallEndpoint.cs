using FluentValidation;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Contacts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Who is ahead over many services, each unit among those of its kind and size.</summary>
public sealed class ListFrontrunnersOverallEndpoint(AnalysisServices services)
    : AnalysisListEndpoint<ListFrontrunnersOverallEndpoint.Request, ListFrontrunnersOverallEndpoint.Item>(services)
{
    /// <summary>Among whom, over which services, and paging.</summary>
    public sealed record Request([AsParameters] AnalysisParameters Analysis, [AsParameters] PageParameters Page) : IAnalysisListRequest;

    /// <summary>A unit in the ranking of its peer group.</summary>
    /// <param name="Rank">In its peer group; ties share it.</param>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="SizeClass">By inhabitants on the day.</param>
    /// <param name="PeerGroupUnits">Units that are ranked in its peer group, itself included.</param>
    /// <param name="Competent">Its services that count.</param>
    /// <param name="Conform">Those of them at the model's threshold or above.</param>
    /// <param name="ConformShare">The quotient, four digits.</param>
    /// <param name="Percentile">From 0 (all others are ahead) to 100; null among fewer than five others.</param>
    /// <param name="ContactPoint">Whom to ask: an office; null where the unit has not said.</param>
    /// <param name="CellsUrl">All services of the unit, as they are now.</param>
    public sealed record Item(
        int Rank, string Unit, string Name, string Kind, string State, string SizeClass, int PeerGroupUnits, int Competent, int Conform, decimal ConformShare,
        decimal? Percentile, ContactPoint? ContactPoint, string CellsUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Page).SetValidator(new PageParameters.Validator());
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.FrontrunnersAll;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/frontrunners");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List the frontrunners over many services",
            "Units by share of conform services, each ranked in its peer group: the same kind and size class. The first of every group come first. "
                + "Groups of fewer than five units are left out.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => item.Unit;

    /// <inheritdoc/>
    private protected override Task<Outcome<AnalysisRows<Item>>> RowsAfter(Request request, AnalysisContext context, string? key, int offset, CancellationToken ct)
    {
        var ranking = FrontrunnersOverall.Of(context.Cube, context.Question);
        if (ranking.Count == 0) return Task.FromResult<Outcome<AnalysisRows<Item>>>(ComparedUnit.TooFew("No kind and size class has enough competent units"));
        var from = key is null ? 0 : After(ranking, context.Cube.Dimensions.FindUnit(key)) ?? Math.Min(offset, ranking.Count);
        var territory = context.Cube.Dimensions.TerritoryOn(context.Question.Day);
        return Task.FromResult<Outcome<AnalysisRows<Item>>>(new AnalysisRows<Item>(
            [.. ranking.Skip(from).Take(request.Page.Rows + 1).Select(row => ItemOf(row, context, territory))], ranking.Count));
    }

    static int? After(IReadOnlyList<RankedUnit> ranking, int unit)
    {
        for (var i = 0; i < ranking.Count; i++)
            if (ranking[i].Unit == unit)
                return i + 1;
        return null;
    }

    static Item ItemOf(RankedUnit row, AnalysisContext context, Territory territory)
    {
        var (unit, facts) = (context.Cube.Dimensions.Units[row.Unit], territory.FactsOf(row.Unit));
        return new Item(
            row.Rank, unit.Id, unit.Name, Codes.Text(facts.Kind), facts.State, facts.Size.Code, row.GroupUnits, row.Competent, row.Conform,
            RoundedRatio.Of(row.Conform, row.Competent)!.Value, row.Percentile, ComparedUnit.ContactOf(unit), $"/v1/municipalities/{unit.Id}/services");
    }
}

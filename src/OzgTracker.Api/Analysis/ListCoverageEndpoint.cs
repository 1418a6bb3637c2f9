using FluentValidation;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>How far each service is available, with all shares side by side.</summary>
public sealed class ListCoverageEndpoint(AnalysisServices services) : AnalysisListEndpoint<ListCoverageEndpoint.Request, ListCoverageEndpoint.Item>(services)
{
    /// <summary>Which services, among which units.</summary>
    public sealed record Request([AsParameters] AnalysisParameters Analysis, [AsParameters] PageParameters Page) : IAnalysisListRequest;

    /// <summary>A service.</summary>
    /// <param name="OzgId">The service.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="TopicArea">Themenfeld.</param>
    /// <param name="Coverage">The official category.</param>
    /// <param name="Competent">Units that count.</param>
    /// <param name="Conform">Those of them at the model's threshold or above.</param>
    /// <param name="ConformShare">Of the units that count, four digits; null when none counts.</param>
    /// <param name="ConformPopulationShare">The same, weighed by inhabitants.</param>
    /// <param name="AnyConform">At least one unit is conform.</param>
    /// <param name="States">Länder with a unit that counts.</param>
    /// <param name="StatesComplete">Those of them in which all units that count are conform.</param>
    /// <param name="Districts">Kreise and kreisfreie Städte with a unit that counts.</param>
    /// <param name="DistrictsComplete">Those of them in which all units that count are conform.</param>
    /// <param name="UnitsUrl">The cells behind `competent`; with `&amp;counted=conform` those behind `conform`.</param>
    public sealed record Item(
        string OzgId, string Name, string TopicArea, CoverageCategory Coverage, long Competent, long Conform, decimal? ConformShare, decimal? ConformPopulationShare,
        bool AnyConform, int States, int StatesComplete, int Districts, int DistrictsComplete, string UnitsUrl);

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
    protected override MetricDefinition Metric => Metrics.Coverage;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/coverage");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List how far services are available",
            "The official category of each service, and what it hides: 99 % is not nationwide, so the shares and the numbers of complete Länder and Kreise "
                + "stand beside it.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => item.OzgId;

    /// <inheritdoc/>
    private protected override Task<Outcome<IReadOnlyList<Item>>> Rows(Request request, AnalysisContext context, CancellationToken ct)
    {
        IReadOnlyList<GroupBy> groupBy = [GroupBy.OzgId];
        var url = new CellsUrl(request.Analysis, context);
        var groups = Tally.Of(context.Cube, context.Question, groupBy);
        return Task.FromResult<Outcome<IReadOnlyList<Item>>>((Item[])[.. groups.Select(group => ItemOf(group, context, url.Of(groupBy, group.Key)))]);
    }

    static Item ItemOf(TallyGroup group, AnalysisContext context, string unitsUrl)
    {
        var dimensions = context.Cube.Dimensions;
        var service = dimensions.Services[dimensions.FindService(group.Key[0]!)];
        var threshold = context.Question.Model.ConformityThreshold;
        var conform = group.AtLeast(threshold);
        var shares = TallyShares.Of(group.Competent, conform, group.CompetentPopulation, group.PopulationAtLeast(threshold), [.. group.Levels]);
        var regions = group.Regions!.Value;
        return new Item(
            service.OzgId, service.Name, service.TopicArea, group.Coverage!.Value, group.Competent, conform, shares.ConformShare, shares.ConformPopulationShare, conform > 0,
            regions.States, regions.StatesComplete, regions.Districts, regions.DistrictsComplete, unitsUrl);
    }
}

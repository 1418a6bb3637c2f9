using FluentValidation;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>All Länder side by side, one row each.</summary>
public sealed class ListStateDashboardsEndpoint(AnalysisServices services) : AnalysisListEndpoint<ListStateDashboardsEndpoint.Request, ListStateDashboardsEndpoint.Item>(services)
{
    /// <summary>Over which units and services.</summary>
    public sealed record Request([AsParameters] AnalysisParameters Analysis, [AsParameters] PageParameters Page) : IAnalysisListRequest;

    /// <summary>A Land.</summary>
    /// <param name="State">Two digits.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Units">Units that are asked for.</param>
    /// <param name="Population">Inhabitants of these.</param>
    /// <param name="Competent">Cells that count.</param>
    /// <param name="Reported">Cells with a level.</param>
    /// <param name="Conform">Cells at the model's threshold or above.</param>
    /// <param name="ConformShare">Of the cells that count, four digits; null when none counts.</param>
    /// <param name="ConformPopulationShare">The same, weighed by inhabitants.</param>
    /// <param name="MeanLevel">Of the cells with a level.</param>
    /// <param name="Coverage">How many services are available how far in the Land.</param>
    /// <param name="Findings">What its coordinators have to look into.</param>
    /// <param name="Targets">Its targets, in any model.</param>
    /// <param name="TargetsOnTrack">Those that are reached or expected in time.</param>
    /// <param name="DashboardUrl">The Land on one screen.</param>
    /// <param name="UnitsUrl">The cells behind `competent`.</param>
    public sealed record Item(
        string State, string Name, int Units, long Population, long Competent, long Reported, long Conform, decimal? ConformShare, decimal? ConformPopulationShare, decimal? MeanLevel,
        CoverageCounts Coverage, FindingCounts Findings, int Targets, int TargetsOnTrack, string DashboardUrl, string UnitsUrl);

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
    protected override MetricDefinition Metric => Metrics.StateDashboard;

    /// <inheritdoc/>
    protected override bool IsOfTheCubeAlone => false;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/dashboards/states");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary("List the Länder side by side", "Totals, coverage, open findings and targets of each Land. Findings and targets are those of now, whatever day is asked for.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => item.State;

    /// <inheritdoc/>
    private protected override async Task<Outcome<IReadOnlyList<Item>>> Rows(Request request, AnalysisContext context, CancellationToken ct)
    {
        var source = Services.Store.DataSource;
        var findings = await DashboardQueries.OpenFindings(source, context.Question.Model.Id, request.Analysis.State, ct);
        var targets = (await TargetQueries.List(source, request.Analysis.State, null, withDropped: false, null, MostTargets, ct))
            .Select(target => (target.State, Summary: TargetSummary.Of(target, context))).Where(target => target.Summary is not null).ToLookup(target => target.State, target => target.Summary!);
        var unsupported = Unsupported.ByState(context.Cube, context.Question);
        var coverage = Tally.Of(context.Cube, context.Question, [GroupBy.State, GroupBy.OzgId]).ToLookup(group => group.Key[0]!);
        var url = new CellsUrl(request.Analysis, context);
        return (Item[])[.. Tally.Of(context.Cube, context.Question, [GroupBy.State]).Select(group => ItemOf(TallyRow.Of(group, [GroupBy.State], context.Question.Model, url)))];

        Item ItemOf(TallyRow tally)
        {
            var state = tally.Key["state"]!;
            return new Item(
                state, StateNames.Of(state), tally.Units, tally.Population, tally.Competent, tally.Reported, tally.Conform, tally.ConformShare, tally.ConformPopulationShare, tally.MeanLevel,
                CoverageCounts.Of(coverage[state]), FindingCounts.Of(state, findings[state], unsupported[int.Parse(state, System.Globalization.CultureInfo.InvariantCulture)]),
                targets[state].Count(), targets[state].Count(target => target.OnTrack), $"/v1/dashboards/states/{state}", tally.UnitsUrl);
        }
    }

    /// <summary>More than all Länder will ever have.</summary>
    internal const int MostTargets = 10_000;
}

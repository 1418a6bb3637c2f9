using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Contacts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>A Land on one screen: one answer for everything that its coordinators look at in the morning.</summary>
public sealed class GetStateDashboardEndpoint(AnalysisServices services) : AnalysisEndpoint<GetStateDashboardEndpoint.Request, GetStateDashboardEndpoint.Response>(services)
{
    const int Ranked = 5, Changes = 10;

    /// <summary>Which Land, and over which of its units and services.</summary>
    /// <param name="Land">Two digits.</param>
    public sealed record Request([FromRoute(Name = "state")] string Land, [AsParameters] DashboardParameters Asked) : IAnalysisRequest
    {
        /// <inheritdoc/>
        public AnalysisParameters Analysis => Asked.Of(Land);
    }

    /// <summary>A unit at one end of the ranking of its peer group.</summary>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="SizeClass">By inhabitants on the day.</param>
    /// <param name="Rank">Among the units of its kind and size class in the Land; ties share it.</param>
    /// <param name="PeerGroupUnits">How many these are.</param>
    /// <param name="ConformShare">Share of its services that are conform.</param>
    /// <param name="ContactPoint">Whom to ask; null where the unit has not said.</param>
    public sealed record RankedUnitRow(string Unit, string Name, string Kind, string SizeClass, int Rank, int PeerGroupUnits, decimal ConformShare, ContactPoint? ContactPoint);

    /// <summary>The Land.</summary>
    public sealed record Response : AnalysisAnswer
    {
        internal Response(AnalysisFacts facts)
            : base(facts)
        {
        }

        /// <summary>Two digits.</summary>
        public required string State { get; init; }

        /// <summary>Its name.</summary>
        public required string Name { get; init; }

        /// <summary>All its cells.</summary>
        public required TallyRow Totals { get; init; }

        /// <summary>The same by topic area.</summary>
        public required IReadOnlyList<TallyRow> TopicAreas { get; init; }

        /// <summary>How many services are available how far in the Land.</summary>
        public required CoverageCounts Coverage { get; init; }

        /// <summary>The units that are furthest ahead in their peer groups; empty where no peer group has five units.</summary>
        public required IReadOnlyList<RankedUnitRow> Frontrunners { get; init; }

        /// <summary>The units that are furthest behind in their peer groups, the last first.</summary>
        public required IReadOnlyList<RankedUnitRow> Laggards { get; init; }

        /// <summary>The last changes, the latest first.</summary>
        public required IReadOnlyList<ChangeRow> LastChanges { get; init; }

        /// <summary>What has to be looked into now.</summary>
        public required FindingCounts Findings { get; init; }

        /// <summary>The targets of the Land as they are now.</summary>
        public required IReadOnlyList<TargetSummary> Targets { get; init; }

        internal override AnalysisTable? ToTable() => null;
    }

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Land).Must(state => Domain.Municipalities.StateCode.TryParse(state, out _)).WithErrorCode("invalid-state")
                .WithMessage("A Land has two digits, 01 to 16.").OverridePropertyName("state");
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.StateDashboard;

    /// <inheritdoc/>
    protected override bool IsOfTheCubeAlone => false;

    /// <inheritdoc/>
    protected override bool IsTable => false;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/dashboards/states/{state}");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Get a Land on one screen",
            "Totals, topic areas, coverage, frontrunners, laggards, last changes, findings and targets at one position. Findings and targets are those of now, whatever day is asked for.");
    }

    /// <inheritdoc/>
    private protected override async Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (cube, question, source) = (context.Cube, context.Question, Services.Store.DataSource);
        var url = new CellsUrl(request.Analysis, context);
        var ranking = FrontrunnersOverall.Of(cube, question);
        var territory = cube.Dimensions.TerritoryOn(question.Day);
        var findings = await DashboardQueries.OpenFindings(source, question.Model.Id, request.Land, ct);
        var targets = await TargetQueries.List(source, request.Land, null, withDropped: false, null, ListStateDashboardsEndpoint.MostTargets, ct);
        return new Response(context.Facts)
        {
            State = request.Land,
            Name = StateNames.Of(request.Land),
            Totals = TallyRow.Of(Tally.Of(cube, question, [])[0], [], question.Model, url),
            TopicAreas = [.. Tally.Of(cube, question, [GroupBy.TopicArea]).Select(group => TallyRow.Of(group, [GroupBy.TopicArea], question.Model, url))],
            Coverage = CoverageCounts.Of(Tally.Of(cube, question, [GroupBy.OzgId])),
            Frontrunners = [.. ranking.OrderByDescending(row => row.Percentile ?? 0).ThenBy(row => row.Rank).Take(Ranked).Select(row => RowOf(row, cube, territory))],
            Laggards = [.. ranking.OrderBy(row => row.Percentile ?? 100).ThenByDescending(row => row.Rank).Take(Ranked).Select(row => RowOf(row, cube, territory))],
            LastChanges = await DashboardQueries.LastChanges(source, request.Land, question.Model.Id, Math.Min(question.Known, cube.Position), Changes, ct),
            Findings = FindingCounts.Of(request.Land, findings[request.Land], Unsupported.ByState(cube, question).Sum()),
            Targets = [.. targets.Select(target => TargetSummary.Of(target, context)).OfType<TargetSummary>()],
        };
    }

    static RankedUnitRow RowOf(RankedUnit row, CubeSnapshot cube, Territory territory)
    {
        var (unit, facts) = (cube.Dimensions.Units[row.Unit], territory.FactsOf(row.Unit));
        return new RankedUnitRow(
            unit.Id, unit.Name, Codes.Text(facts.Kind), facts.Size.Code, row.Rank, row.GroupUnits, RoundedRatio.Of(row.Conform, row.Competent)!.Value, ComparedUnit.ContactOf(unit));
    }
}

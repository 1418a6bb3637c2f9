using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Where a unit stands among those of its kind and size.</summary>
public sealed class GetStandingEndpoint(AnalysisServices services) : AnalysisEndpoint<GetStandingEndpoint.Request, GetStandingEndpoint.Response>(services)
{
    /// <summary>Which unit; filters on units say who may be a peer, those on services what is looked at.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
    public sealed record Request([FromRoute] string Key, [AsParameters] AnalysisParameters Analysis) : IAnalysisRequest;

    /// <summary>A unit among its peers.</summary>
    public sealed record Response : AnalysisAnswer
    {
        internal Response(AnalysisFacts facts, CubeUnit unit, UnitOnDay onDay, IReadOnlyList<Row> items)
            : base(facts) => (Unit, Name, Kind, State, SizeClass, Items) = (unit.Id, unit.Name, Codes.Text(onDay.Kind), onDay.State, onDay.Size.Code, items);

        /// <summary>Id of the unit.</summary>
        public string Unit { get; }

        /// <summary>Its name as people say it.</summary>
        public string Name { get; }

        /// <summary>Kind of unit; peers are of the same.</summary>
        public string Kind { get; }

        /// <summary>Land, two digits.</summary>
        public string State { get; }

        /// <summary>By inhabitants on the day; peers are of the same.</summary>
        public string SizeClass { get; }

        /// <summary>A row for each topic area, and one for all of them at the end.</summary>
        public IReadOnlyList<Row> Items { get; }

        internal override AnalysisTable ToTable() => new(Items, CsvTable.MembersOf(typeof(Row)));
    }

    /// <summary>A unit among its peers in the services of a topic area.</summary>
    /// <param name="TopicArea">Themenfeld; null for all together.</param>
    /// <param name="Competent">Its services that count.</param>
    /// <param name="Conform">Those of them at the model's threshold or above.</param>
    /// <param name="Share">The quotient, four digits; null where none counts.</param>
    /// <param name="Peers">Other units of its kind and size class with a service that counts.</param>
    /// <param name="PeerQ1">A quarter of the peers has a lower share; null among fewer than five.</param>
    /// <param name="PeerMedian">Half of the peers has a lower share.</param>
    /// <param name="PeerQ3">Three quarters of the peers have a lower share.</param>
    /// <param name="Percentile">From 0 (all peers are ahead) to 100; null among fewer than five peers.</param>
    /// <param name="UnitsUrl">The cells of the unit and its peers that are compared.</param>
    public sealed record Row(
        string? TopicArea, int Competent, int Conform, decimal? Share, int Peers, decimal? PeerQ1, decimal? PeerMedian, decimal? PeerQ3, decimal? Percentile, string UnitsUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Standing;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities/{key}/standing");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Get the standing of a unit",
            "Its share of conform services per topic area, and that of the units of its kind and size class: in Germany, "
                + "or with `state`, `district` or `association` among those there.");
    }

    /// <inheritdoc/>
    private protected override async Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (unit, problem) = await ComparedUnit.Find(Services, context, request.Key, ct);
        if (problem is not null) return problem;
        var facts = context.Cube.Dimensions.TerritoryOn(context.Question.Day).FactsOf(unit);
        var rows = UnitStanding.Of(context.Cube, context.Question, unit);
        if (rows[^1].Peers < SmallGroups.Minimum)
            return ComparedUnit.TooFew($"Beside '{request.Key}' only {rows[^1].Peers} competent units are a {Codes.Text(facts.Kind)} of the size class {facts.Size.Code}");

        var url = new CellsUrl(request.Analysis, context);
        return new Response(context.Facts, context.Cube.Dimensions.Units[unit], facts, [.. rows.Select(row => RowOf(row, facts, url))]);
    }

    static Row RowOf(StandingRow row, UnitOnDay facts, CellsUrl url)
    {
        (GroupBy By, string Value)[] parts = [(GroupBy.Kind, Codes.Text(facts.Kind)), (GroupBy.SizeClass, facts.Size.Code)];
        if (row.TopicArea is { } topicArea) parts = [.. parts, (GroupBy.TopicArea, topicArea)];
        return new Row(
            row.TopicArea, row.Competent, row.Conform, RoundedRatio.Of(row.Conform, row.Competent), row.Peers, StandingRow.ShareOf(row.Shares.Q1),
            StandingRow.ShareOf(row.Shares.Median), StandingRow.ShareOf(row.Shares.Q3), row.Percentile,
            url.Of([.. parts.Select(part => part.By)], [.. parts.Select(part => part.Value)]));
    }
}

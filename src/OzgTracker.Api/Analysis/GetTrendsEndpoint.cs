using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>How the numbers moved.</summary>
public sealed class GetTrendsEndpoint(AnalysisServices services) : AnalysisEndpoint<GetTrendsEndpoint.Request, GetTrendsEndpoint.Response>(services)
{
    /// <summary>Points of one answer: ten years of months.</summary>
    const int MostPoints = 120;

    /// <summary>Tallies of one answer, about ten megabytes.</summary>
    const int MostTallies = 20_000;

    const int MonthsWhenNothingIsSaid = 24;

    /// <summary>What is counted, in which groups, and when.</summary>
    /// <param name="GroupBy">As at `/v1/maturity`.</param>
    /// <param name="Interval">`month` (when absent) or `quarter`.</param>
    /// <param name="From">The first interval is the one that this day is in; 24 months before `to` when absent.</param>
    /// <param name="To">The last point is this day; `asOf` or today when absent.</param>
    public sealed record Request(
        [AsParameters] AnalysisParameters Analysis, [FromQuery] string? GroupBy = null, [FromQuery] string? Interval = null, [FromQuery] DateOnly? From = null,
        [FromQuery] DateOnly? To = null) : IAnalysisRequest;

    /// <summary>A series of tallies.</summary>
    public sealed record Response : AnalysisAnswer
    {
        readonly IReadOnlyList<(string Name, Func<object, object?> Value)> columns;

        internal Response(
            AnalysisFacts facts, Interval interval, IReadOnlyList<Point> points, IReadOnlyList<(string Name, Func<object, object?> Value)> columns)
            : base(facts) => (Interval, Points, this.columns) = (interval, points, columns);

        /// <summary>How far the points are apart.</summary>
        public Interval Interval { get; }

        /// <summary>In the order of days.</summary>
        public IReadOnlyList<Point> Points { get; }

        internal override AnalysisTable ToTable() => new(
            Points.SelectMany(point => point.Groups.Select(group => new Row(point.On, group))),
            [("on", row => ((Row)row).On), .. columns.Select(column => (column.Name, (Func<object, object?>)(row => column.Value(((Row)row).Group))))]);
    }

    /// <summary>The tally of a day, with the units, competence and programmes of that day.</summary>
    /// <param name="On">The last day of an interval, or the last day that was asked for.</param>
    /// <param name="Groups">The groups that are there on the day, by their keys.</param>
    public sealed record Point(DateOnly On, IReadOnlyList<TallyRow> Groups);

    /// <summary>A line of the table.</summary>
    /// <param name="On">The day.</param>
    /// <param name="Group">A group of that day.</param>
    sealed record Row(DateOnly On, TallyRow Group);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Interval).Must(interval => interval is null || Codes.TryParse<Interval>(interval, out _)).WithErrorCode("unknown-interval")
                .WithMessage($"'interval' must be one of {string.Join(", ", Codes.All<Interval>())}.");
            RuleFor(request => request.To).Must((request, to) => to is null || request.Analysis.AsOf is null)
                .WithErrorCode("contradictory-filters").WithMessage("'asOf' is the last day of the series, too; give either it or 'to'.");
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Trends;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/trends");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Tell how maturity moved",
            "A tally for the last day of each month or quarter, and for the last day asked for. Each has the units, competence and programmes of its day, by what is known now; "
                + "with `knownAt` by what was known then.");
    }

    /// <inheritdoc/>
    private protected override IEnumerable<FieldError> Errors(Request request, CubeSnapshot cube)
    {
        foreach (var error in GroupRules.Check(request.GroupBy)) yield return error;
        var today = RolloutFacts.DayOf(Services.Clock.GetUtcNow());
        var to = request.To ?? request.Analysis.AsOf ?? today;
        var from = From(request, to);
        if (request.To > today)
            yield return new FieldError("to-in-future", $"'to' is {to:yyyy-MM-dd}, today is {today:yyyy-MM-dd}; see /v1/forecasts for what is to come.", Parameter: "to");
        if (to > today) yield break;
        if (from > to)
        {
            yield return new FieldError("from-after-to", $"'from' is {from:yyyy-MM-dd}, which is after the last day {to:yyyy-MM-dd}; give an earlier one.", Parameter: "from");
        }
        else if (IntervalEnds.Of(from, to, IntervalOf(request)).Count is > MostPoints and var points)
        {
            var detail = $"These are {points} points, at most {MostPoints} are possible; begin later, or use interval=quarter.";
            yield return new FieldError("too-many-points", detail, Parameter: "from");
        }
    }

    /// <inheritdoc/>
    private protected override Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var to = request.To ?? context.Question.Day;
        var (interval, groupBy) = (IntervalOf(request), GroupRules.Of(request.GroupBy));
        var days = IntervalEnds.Of(From(request, to), to, interval);
        var series = new TallySeries(context.Cube, context.Question, days, groupBy);
        if ((long)series.GroupCount * days.Count > MostTallies) return Task.FromResult<Outcome<Response>>(TooMany(series.GroupCount, days.Count));

        var tallies = series.Count();
        var points = days.Select((day, number) =>
        {
            var url = new CellsUrl(request.Analysis, context with { Question = context.Question with { Day = day } });
            return new Point(day, [.. tallies[number].Select(group => TallyRow.Of(group, groupBy, context.Question.Model, url))]);
        });
        return Task.FromResult<Outcome<Response>>(new Response(context.Facts with { AsOf = to }, interval, [.. points], TallyRow.Columns(groupBy, context.Question.Model)));
    }

    static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult TooMany(int groups, int points) => Problem.Invalid([new FieldError(
        "too-many-points",
        FormattableString.Invariant($"These are {points} points of {groups} groups; at most {MostTallies} tallies are possible. Group by less, filter, or take fewer points."),
        Parameter: "groupBy")]);

    static Interval IntervalOf(Request request) => request.Interval is not null && Codes.TryParse<Interval>(request.Interval, out var interval) ? interval : Interval.Month;

    static DateOnly From(Request request, DateOnly to) => request.From ?? (to.DayNumber > 1_000 ? to.AddMonths(-MonthsWhenNothingIsSaid) : to);
}

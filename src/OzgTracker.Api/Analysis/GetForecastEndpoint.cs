using FluentValidation;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>When a service will be everywhere, or why nobody can tell.</summary>
public sealed class GetForecastEndpoint(AnalysisServices services) : AnalysisEndpoint<GetForecastEndpoint.Request, GetForecastEndpoint.Response>(services)
{
    const int MonthsShown = 24;

    /// <summary>Which service, among which units.</summary>
    public sealed record Request([AsParameters] AnalysisParameters Analysis) : IAnalysisRequest;

    /// <summary>A forecast, with the series that it was made from; exactly one of `date`, `completeSince` and `notForecastable` is there.</summary>
    public sealed record Response : AnalysisAnswer
    {
        internal Response(AnalysisFacts facts, CubeService service, Forecast forecast, IReadOnlyList<Point> series)
            : base(facts)
        {
            (OzgId, Name, Series) = (service.OzgId, service.Name, series);
            switch (forecast)
            {
                case ForecastDate day:
                    (Date, Earliest, Latest) = (day.Date, day.Earliest, day.Latest);
                    break;
                case AlreadyComplete complete:
                    CompleteSince = complete.Since;
                    break;
                case NotForecastable none:
                    NotForecastable = new Obstacle(none.Obstacle, Explain(none.Obstacle));
                    break;
            }
        }

        /// <summary>The service.</summary>
        public string OzgId { get; }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>The day on which all competent units will be conform, if it goes on as in the last twelve months.</summary>
        public DateOnly? Date { get; }

        /// <summary>If it goes on as in the fast months.</summary>
        public DateOnly? Earliest { get; }

        /// <summary>If it goes on as in the slow months, or slows down at the end.</summary>
        public DateOnly? Latest { get; }

        /// <summary>All competent units are conform: since this day of the series.</summary>
        public DateOnly? CompleteSince { get; }

        /// <summary>Why there is no day.</summary>
        public Obstacle? NotForecastable { get; }

        /// <summary>Last days of months, and the day of the forecast.</summary>
        public IReadOnlyList<Point> Series { get; }

        internal override AnalysisTable ToTable() => new(
            new[] { this },
            [
                ("ozgId", _ => OzgId), ("name", _ => Name), ("date", _ => Date), ("earliest", _ => Earliest), ("latest", _ => Latest), ("completeSince", _ => CompleteSince),
                ("reason", _ => NotForecastable?.Reason), ("detail", _ => NotForecastable?.Detail),
            ]);
    }

    /// <summary>Why there is no forecast.</summary>
    /// <param name="Reason">Stable.</param>
    /// <param name="Detail">For people.</param>
    public sealed record Obstacle(ForecastObstacle Reason, string Detail);

    /// <summary>The units on a day.</summary>
    /// <param name="On">The day.</param>
    /// <param name="Competent">Units that count.</param>
    /// <param name="Reported">Those of them with a level.</param>
    /// <param name="Conform">Those of them at the model's threshold or above.</param>
    /// <param name="ConformShare">Of the units that count, four digits; null when none counts.</param>
    /// <param name="UnitsUrl">The cells behind `competent`; with `&amp;counted=conform` those behind `conform`.</param>
    public sealed record Point(DateOnly On, long Competent, long Reported, long Conform, decimal? ConformShare, string UnitsUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Analysis.OzgId).NotEmpty().WithErrorCode("missing-parameter").WithMessage("'ozgId' is required: a forecast is about one service.");
            RuleFor(request => request.Analysis.OzgId).Must(ids => ids is null || !ids.Contains(',', StringComparison.Ordinal)).WithErrorCode("too-many-services")
                .WithMessage("'ozgId' must name one service: a forecast is about one.");
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Forecast;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/forecasts");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Forecast full coverage of a service",
            "The day on which all competent units will be conform if it goes on as in the last twelve months, with a range; or the reason why no honest day can be told. "
                + "`ozgId` is required; `asOf` forecasts from an earlier day.");
    }

    /// <inheritdoc/>
    private protected override Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (day, threshold) = (context.Question.Day, context.Question.Model.ConformityThreshold);
        var days = IntervalEnds.Of(day.DayNumber > 1_000 ? day.AddMonths(-MonthsShown) : day, day, Interval.Month);
        var tallies = new TallySeries(context.Cube, context.Question, days, []).Count();
        var points = days.Select((on, number) => (On: on, Tally: tallies[number][0])).ToArray();
        var forecast = CoverageForecast.Of(
            [.. points.Select(point => new CoveragePoint(point.On, (int)point.Tally.Competent, (int)point.Tally.Reported, (int)point.Tally.AtLeast(threshold)))], day);

        var service = context.Cube.Dimensions.Services[context.Cube.Dimensions.FindService(request.Analysis.OzgId!)];
        var series = points.Select(point =>
        {
            var url = new CellsUrl(request.Analysis, context with { Question = context.Question with { Day = point.On } });
            var conform = point.Tally.AtLeast(threshold);
            return new Point(point.On, point.Tally.Competent, point.Tally.Reported, conform, RoundedRatio.Of(conform, point.Tally.Competent), url.Of([], []));
        });
        return Task.FromResult<Outcome<Response>>(new Response(context.Facts, service, forecast, [.. series]));
    }

    static string Explain(ForecastObstacle obstacle) => obstacle switch
    {
        ForecastObstacle.TooFewUnits => $"Fewer than {SmallGroups.Minimum} units are competent; ask each of them for its plan.",
        ForecastObstacle.TooShort => $"Fewer than {CoverageForecast.FewestPoints} of the last {CoverageForecast.MonthsBack} months have a report.",
        ForecastObstacle.NoProgress => $"The share of conform units has not risen in the last {CoverageForecast.MonthsBack} months.",
        ForecastObstacle.TooUncertain => "Progress was so uneven that it may as well come to nothing.",
        _ => $"At the speed of the last {CoverageForecast.MonthsBack} months it takes more than {CoverageForecast.YearsAhead} years.",
    };
}

using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>How long it takes from one level of a service to the next.</summary>
public sealed class GetTransitionTimesEndpoint(AnalysisServices services)
    : AnalysisEndpoint<GetTransitionTimesEndpoint.Request, GetTransitionTimesEndpoint.Response>(services)
{
    /// <summary>Which service, among which units.</summary>
    /// <param name="OzgId">The service.</param>
    public sealed record Request([FromRoute] string OzgId, [AsParameters] AnalysisParameters Analysis) : IAnalysisRequest
    {
        AnalysisParameters IAnalysisRequest.Analysis => Analysis with { OzgId = OzgId };
    }

    /// <summary>Steps upwards that are finished.</summary>
    public sealed record Response : AnalysisAnswer
    {
        internal Response(AnalysisFacts facts, IReadOnlyList<Step> steps)
            : base(facts) => Steps = steps;

        /// <summary>All sizes together first, then each size class, smallest first.</summary>
        public IReadOnlyList<Step> Steps { get; }

        internal override AnalysisTable ToTable() => new(Steps, CsvTable.MembersOf(typeof(Step)));
    }

    /// <summary>A step.</summary>
    /// <param name="SizeClass">Of the units on the day; null for all that are asked for.</param>
    /// <param name="From">The level before.</param>
    /// <param name="To">The level that was reported above it; a leap over levels is one step.</param>
    /// <param name="Count">How often it was made.</param>
    /// <param name="Q1">Days that a quarter needed at most; null below five steps.</param>
    /// <param name="Median">Days that half of them needed at most.</param>
    /// <param name="Q3">Days that three quarters needed at most.</param>
    public sealed record Step(string? SizeClass, int From, int To, int Count, double? Q1, double? Median, double? Q3);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.TransitionTimes;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services/{ozgId}/transition-times");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Tell how long steps take",
            "Days from the first day at a level to the first day at the next one above it: median and quartiles, of all units that are asked for and by size class.");
    }

    /// <inheritdoc/>
    private protected override IEnumerable<FieldError> Errors(Request request, CubeSnapshot cube) => ServiceInPath.Check(request.Analysis);

    /// <inheritdoc/>
    private protected override Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var found = TransitionTimes.Of(context.Cube, context.Question, bySize: request.Analysis.SizeClass is null);
        return Task.FromResult<Outcome<Response>>(new Response(
            context.Facts,
            [.. found.Select(step => new Step(step.Size?.Code, step.From, step.To, step.Days.Count, step.Days.Q1, step.Days.Median, step.Days.Q3))]));
    }
}

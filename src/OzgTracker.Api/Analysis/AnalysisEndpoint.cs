using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What every analysis request carries.</summary>
public interface IAnalysisRequest
{
    /// <summary>Filters, measure, as of when.</summary>
    AnalysisParameters Analysis { get; }
}

/// <summary>A question to one state of the cube.</summary>
/// <param name="Cube">What is asked; everything of an answer comes from it.</param>
/// <param name="Question">Units, services, model, policy, day.</param>
/// <param name="Facts">What the answer says of itself.</param>
sealed record AnalysisContext(CubeSnapshot Cube, CubeQuestion Question, AnalysisFacts Facts);

/// <summary>An answer or a refusal.</summary>
/// <typeparam name="TAnswer">What is answered.</typeparam>
readonly record struct Outcome<TAnswer>(TAnswer? Answer, ProblemHttpResult? Problem)
    where TAnswer : class
{
    public static implicit operator Outcome<TAnswer>(TAnswer answer) => new(answer, null);

    public static implicit operator Outcome<TAnswer>(ProblemHttpResult problem) => new(null, problem);
}

/// <summary>An analysis: finds out what is asked, of which state of the cube, answers 304 or from memory where that is enough, and in the format that the client wants.</summary>
/// <remarks>
/// The ETag is position, last change of units and services, and question: strong, because the same three give the same bytes on any node. So 304 costs no computation.
/// </remarks>
public abstract class AnalysisEndpoint<TRequest, TAnswer>(AnalysisServices services) : Endpoint<TRequest, Results<AnalysisResult<TAnswer>, StatusCodeHttpResult, ProblemHttpResult>>
    where TRequest : IAnalysisRequest
    where TAnswer : AnalysisAnswer
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Cube, registry, log.</summary>
    protected AnalysisServices Services => services;

    /// <summary>What the numbers mean.</summary>
    protected abstract MetricDefinition Metric { get; }

    /// <summary>Whether the answer comes from the cube alone. One that also reads tables is not kept, and its ETag holds their position.</summary>
    protected virtual bool IsOfTheCubeAlone => true;

    /// <summary>Whether the address says all that is asked. Where a body does, the answer has no ETag and is not kept.</summary>
    protected virtual bool IsAskedByAddress => true;

    /// <summary>Whether the answer has rows, so that it exists as CSV and NDJSON.</summary>
    protected virtual bool IsTable => true;

    /// <summary>What the cube must have reached.</summary>
    private protected virtual long LeastPosition(TRequest request) => request.Analysis.MinPosition ?? 0;

    /// <summary>Parts of the request that are wrong beyond their shape.</summary>
    private protected virtual IEnumerable<FieldError> Errors(TRequest request, CubeSnapshot cube) => [];

    /// <summary>Answers from the given state of the cube.</summary>
    private protected abstract Task<Outcome<TAnswer>> Answer(TRequest request, AnalysisContext context, CancellationToken ct);

    /// <inheritdoc/>
    public sealed override async Task<Results<AnalysisResult<TAnswer>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        var response = HttpContext.Response;
        response.Headers.Vary = KeptAnswers.Vary;
        if (ContentFormats.Choose(HttpContext.Request, request.Analysis.Format) is not { } format || (format != ContentFormat.Json && !IsTable))
            return IsTable ? ContentFormats.NotAcceptable() : Problem.Of("not-acceptable", "This answer exists as application/json (?format=json).");
        if (!await services.Cube.WaitForAsync(LeastPosition(request), LongestWait, ct)) return NotThere(LeastPosition(request));

        var cube = services.Cube.Current;
        var day = RolloutFacts.DayOf(services.Clock.GetUtcNow());
        var question = $"{HttpContext.Request.Path}{HttpContext.Request.QueryString}|{format}|{day:yyyy-MM-dd}|{await AlsoAt(ct)}";
        var etag = $"\"{cube.Position}-{cube.Dimensions.Position}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, 8))}\"";
        response.Headers.CacheControl = IsAskedByAddress ? KeptAnswers.CacheControl : "no-store";
        if (IsAskedByAddress)
        {
            response.Headers.ETag = etag;
            if (Etag.IsKnown(HttpContext.Request, etag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var heavy = HeavyAnswers.Of(HttpContext);
        using var place = await heavy.Enter(ct);
        if (!place.IsAcquired) return Refused(heavy.Full(HttpContext));

        var errors = AnalysisRules.Check(request.Analysis, cube, day).Concat(Errors(request, cube)).ToArray();
        if (errors.Length > 0) return Refused(Problem.Invalid(errors));
        var modelId = request.Analysis.Model ?? MaturityModel.Default;
        if (cube.Dimensions.FindModel(modelId) is not (>= 0 and var model)) return Refused(Problem.UnknownModel(modelId));
        foreach (var ozgId in request.Analysis.OzgIds ?? [])
            if (cube.Dimensions.FindService(ozgId) < 0)
                return Refused(Problem.UnknownService(ozgId));
        var known = await Known(request.Analysis, cube, ct);
        if (known is null) return Refused(Problem.Invalid([AnalysisRules.NothingKnown(request.Analysis.KnownAt!)]));

        var asked = new CubeQuestion(
            request.Analysis.ToUnitFilter(), request.Analysis.ToServiceFilter(), cube.Dimensions.Models[model], PolicyRules.Of(request.Analysis.Policy),
            request.Analysis.AsOf ?? day, known.Value);
        var facts = new AnalysisFacts(cube.Position, Metric.Name, Metric.Version, modelId, Codes.Text(asked.Policy), asked.Day, request.Analysis.KnownAt);
        var outcome = await Answer(request, new AnalysisContext(cube, asked, facts), ct);
        if (outcome.Problem is { } problem) return Refused(problem);

        var answer = await AnalysisResult.Write(outcome.Answer!, format, request.Analysis.Delimiter, ct);
        if (IsOfTheCubeAlone && IsAskedByAddress) services.Cache.Keep(cube, KeptAnswers.AddressOf(HttpContext.Request), new AnswerCache.Sent(answer, etag, day));
        return new AnalysisResult<TAnswer>(answer);
    }

    ProblemHttpResult Refused(ProblemHttpResult problem)
    {
        HttpContext.Response.Headers.ETag = default;
        return problem;
    }

    ProblemHttpResult NotThere(long position)
    {
        if (services.Cube.IsLoaded) return Problem.Of("position-not-reached", $"The cube has not reached position {position} within {LongestWait.TotalSeconds:0} seconds.");
        HttpContext.Response.Headers.RetryAfter = "5";
        return Problem.Of("cube-loading");
    }

    async Task<long> AlsoAt(CancellationToken ct)
    {
        if (IsOfTheCubeAlone) return 0;
        var status = await services.Store.Projections.StatusAsync(ct);
        return status.Count == 0 ? 0 : status.Min(projection => projection.Position);
    }

    async Task<long?> Known(AnalysisParameters asked, CubeSnapshot cube, CancellationToken ct)
    {
        if (asked.KnownPosition is { } position) return Math.Min(position, cube.Position);
        return KnownMoment.TryParse(asked.KnownAt, out var moment) ? await services.Cube.KnownPositionAsync(cube, moment, ct) : long.MaxValue;
    }
}

using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Answers a request of the same address as one before from the same bytes, as long as neither the cube nor the day has moved: without binding, validating or computing anything.</summary>
/// <remarks>Stands behind authorisation: whoever may read sees the same answers.</remarks>
static class KeptAnswers
{
    public const string Vary = "Accept, Authorization", CacheControl = "private, no-cache";

    public static string AddressOf(HttpRequest request) => $"{request.Path.Value}{request.QueryString.Value}|{request.Headers[HeaderNames.Accept]}";

    public static void UseKeptAnswers(this WebApplication app)
    {
        var (cube, cache, clock) = (app.Services.GetRequiredService<MaturityCube>(), app.Services.GetRequiredService<AnswerCache>(), app.Services.GetRequiredService<TimeProvider>());
        app.Use(next => context => (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && cache.FindSent(cube.Current, AddressOf(context.Request)) is { } sent
            && sent.Day == RolloutFacts.DayOf(clock.GetUtcNow())
                ? Answer(context, sent)
                : next(context));
    }

    static Task Answer(HttpContext context, AnswerCache.Sent sent)
    {
        var response = context.Response;
        (response.Headers.Vary, response.Headers.CacheControl, response.Headers.ETag) = (Vary, CacheControl, sent.Etag);
        if (Etag.IsKnown(context.Request, sent.Etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnalysisResult.Send(context, sent.Answer);
    }
}

using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Changes;

/// <summary>The log as a stream of server-sent events.</summary>
public sealed class FollowChangesEndpoint(ChangeServices services) : Endpoint<FollowChangesEndpoint.Request, Results<ChangeStream, ProblemHttpResult>>
{
    const int ComeAgainSeconds = 10;

    /// <summary>From where, and what.</summary>
    /// <param name="After">Position of the last event that is known already; absent: only what is new. 0: from the beginning.</param>
    /// <param name="LastEventId">The same, as a client sends it that connects again; goes before `after`.</param>
    public sealed record Request([AsParameters] ChangeParameters What, [FromQuery] long? After = null, [FromHeader(Name = "Last-Event-ID")] string? LastEventId = null);

    /// <summary>Shapes.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(request => request.What).SetValidator(new ChangeParameters.Validator());
            RuleFor(request => request.After).Position();
            RuleFor(request => request.LastEventId).Must(id => id is null || Position(id) is not null).WithErrorCode("invalid-position")
                .WithMessage("'Last-Event-ID' is the `id` of an event of this stream: a position.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(ListChangesEndpoint.Route + "/stream");
        Policies(Policy.Read);
        Problems(404, 406, 503);
        Summary(
            "Follow the log as a stream",
            "Server-sent events: `id` is the position, `event` the type, `data` the CloudEvent. Whoever connects again with `Last-Event-ID` (browsers do it themselves) gets everything behind it, once and in "
            + "order. A comment comes at least every 15 seconds; an `id` without `data` tells a filtered reader how far it is. The stream ends when its reader is too slow, when its token has expired or its "
            + "API key is revoked (within a heartbeat), and when the server stops.");
    }

    /// <inheritdoc/>
    public override async Task<Results<ChangeStream, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (!ChangeStream.IsAcceptable(HttpContext.Request)) return Problem.Of("not-acceptable", $"The stream exists as {ChangeStream.MediaType}.");
        if (await request.What.Filter(services.Registry, ct) is not { } filter) return Problem.UnknownUnit(request.What.Municipality!);
        if (HttpMethods.IsHead(HttpContext.Request.Method)) return new ChangeStream(null, filter, null, null);
        return services.Followers.Take(HttpContext) is { } place
            ? new ChangeStream(services.Streams, filter, request.LastEventId is { } id ? Position(id) : request.After, place)
            : TooMany(HttpContext);
    }

    internal static ProblemHttpResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ComeAgainSeconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Of("too-many-followers");
    }

    static long? Position(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
}

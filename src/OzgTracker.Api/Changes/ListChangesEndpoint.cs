using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Changes;

/// <summary>The log, page by page, and what is new as soon as it is there.</summary>
public sealed class ListChangesEndpoint(ChangeServices services) : Endpoint<ListChangesEndpoint.Request, Results<ChangesResult, ProblemHttpResult>>
{
    /// <summary>Where the feed is.</summary>
    public const string Route = "/v1/changes";

    const int UsualLimit = 100;

    /// <summary>From where, how much, what, and how long to wait for it.</summary>
    /// <param name="After">Position of the last event that is known already; 0 when absent: from the beginning.</param>
    /// <param name="Cursor">`nextCursor` of the page before: the same as `after`, for tools that page by cursor.</param>
    /// <param name="Limit">Events of a page, 1 to 1000; 100 when absent.</param>
    /// <param name="Wait">Seconds, 0 to 30, to wait for an event where there is none yet; 0 when absent.</param>
    /// <param name="Format">`json` with the envelope, `cloudevents` for the bare array, `ndjson`; goes before the Accept header.</param>
    public sealed record Request(
        [AsParameters] ChangeParameters What,
        [FromQuery] long? After = null,
        [FromQuery] string? Cursor = null,
        [FromQuery] int? Limit = null,
        [FromQuery] int? Wait = null,
        [FromQuery] string? Format = null);

    /// <summary>Ranges and shapes.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(request => request.What).SetValidator(new ChangeParameters.Validator());
            RuleFor(request => request.After).Position();
            RuleFor(request => request.Limit).InclusiveBetween(1, ListParameters.MaxLimit).WithErrorCode("limit-out-of-range")
                .WithMessage($"'limit' must be from 1 to {ListParameters.MaxLimit}.");
            RuleFor(request => request.Wait).InclusiveBetween(0, 30).WithErrorCode("wait-out-of-range").WithMessage("'wait' must be from 0 to 30 seconds.");
            RuleFor(request => request.After).Null().When(request => request.Cursor is not null).WithErrorCode("after-or-cursor").WithMessage("Give 'after' or 'cursor', not both.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(Route);
        Policies(Policy.Read);
        Problems(404, 406, 503);
        Summary(
            "Follow the log",
            "Every event as a CloudEvent, in the order of positions, none left out and none twice: go on with `after` = `nextAfter`. With `wait` the request is held until something that passes the "
            + "filters is there. A page that looks through much and finds little has fewer items, perhaps none, and goes on all the same; `nextCursor` is null once the end is reached, and `position` says "
            + "where that was. As `application/cloudevents-batch+json` and NDJSON both are headers: `OzgTracker-Next-After`, `OzgTracker-Next-Cursor`, `OzgTracker-Position`.");
    }

    /// <inheritdoc/>
    public override async Task<Results<ChangesResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        HttpContext.Response.Headers.Vary = "Accept, Authorization";
        if (ChangesResult.Choose(HttpContext.Request, request.Format) is not { } form) return ChangesResult.NotAcceptable();
        var after = request.After ?? 0;
        if (request.Cursor is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Problem.Of("bad-cursor");
        if (await request.What.Filter(services.Registry, ct) is not { } filter) return Problem.UnknownUnit(request.What.Municipality!);

        var wait = TimeSpan.FromSeconds(request.Wait ?? 0);
        if (wait > services.LongestWait) wait = services.LongestWait;
        using var place = wait > TimeSpan.Zero ? services.Followers.Take(HttpContext) : null;
        if (wait > TimeSpan.Zero && place is null) return FollowChangesEndpoint.TooMany(HttpContext);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, services.Stopping);
        var (slice, head) = await Read(after, filter, request.Limit ?? UsualLimit, wait, end.Token, ct);
        return new ChangesResult(slice, head, form);
    }

    /// <param name="end">When waiting is over before its time.</param>
    async Task<(ChangeSlice Slice, long Head)> Read(long after, ChangeFilter filter, int limit, TimeSpan wait, CancellationToken end, CancellationToken ct)
    {
        var (tail, clock) = (services.Tail, services.Clock);
        var begun = clock.GetTimestamp();
        using var attendance = wait > TimeSpan.Zero ? tail.Attend() : null;
        await tail.LookAsync(ct);
        while (true)
        {
            var moved = tail.Moved;
            if (tail.Head is { } head)
            {
                var slice = await services.Reader.ReadAsync(after, head, filter, limit, ct);
                if (slice.Items.Count > 0 || !slice.IsAtHead || clock.GetElapsedTime(begun) >= wait || end.IsCancellationRequested) return (slice, head);
                after = slice.NextAfter;
            }

            var left = wait - clock.GetElapsedTime(begun);
            using var patience = new CancellationTokenSource(tail.Head is null ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, end);
            await moved.WaitAsync(any.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested) wait = TimeSpan.Zero;
            if (end.IsCancellationRequested && tail.Head is null) return (new ChangeSlice([], after, IsAtHead: true), after);
        }
    }
}

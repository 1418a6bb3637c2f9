using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Domain;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Web;

/// <summary>What every command to one stream may carry.</summary>
public interface IConditionalRequest
{
    /// <summary>ETag that the client has read; without one the command is decided on whatever the stream says now.</summary>
    string? IfMatch { get; }
}

/// <summary>A stream as it is after a command.</summary>
/// <param name="State">Its fold.</param>
/// <param name="Version">Its version, which is its ETag.</param>
/// <param name="Position">Position of its last event in the log; 0 when there is none.</param>
public sealed record StreamState<TState>(TState State, long Version, long Position);

/// <summary>What a command means once everything outside its stream is looked up.</summary>
/// <param name="StreamKey">The stream.</param>
/// <param name="Decide">The rule.</param>
/// <param name="Evolve">The fold of the stream.</param>
/// <param name="Answer">The answer after the command.</param>
/// <param name="Location">Address of what a POST creates.</param>
/// <param name="Forbid">Who may do it, where only the stream tells; null for nothing to object to.</param>
/// <param name="Units">For which units it is recorded.</param>
public sealed record StreamCommand<TState, TAnswer>(
    string StreamKey,
    Func<TState, Decision> Decide,
    Func<TState, IDomainEvent, TState> Evolve,
    Func<StreamState<TState>, TAnswer> Answer,
    string? Location = null,
    Func<TState, ProblemHttpResult?>? Forbid = null,
    IReadOnlyList<KnownUnit>? Units = null);

/// <summary>Look up, load, decide, save, answer: the way of a command to a stream that is no cell.</summary>
/// <remarks>
/// Like commands to cells it decides first and looks at If-Match only when something is to be recorded; without If-Match it decides anew when overtaken.
/// </remarks>
public abstract class SingleStreamEndpoint<TRequest, TState, TAnswer>(IDocumentStore store)
    : Endpoint<TRequest, Results<Created<TAnswer>, Ok<TAnswer>, ProblemHttpResult>>
    where TRequest : IConditionalRequest
{
    /// <summary>The command of a request, or the problem that keeps it from being one; exactly one of the two.</summary>
    private protected abstract Task<(StreamCommand<TState, TAnswer>? Command, ProblemHttpResult? Problem)> Prepare(
        TRequest request, Caller caller, CancellationToken ct);

    /// <inheritdoc/>
    public sealed override async Task<Results<Created<TAnswer>, Ok<TAnswer>, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        if (!Etag.TryParse(request.IfMatch, out var expected)) return Problem.Of("bad-etag");
        var caller = Caller.Of(HttpContext.User);
        var (command, problem) = await Prepare(request, caller, ct);
        if (command is null) return problem!;

        return await Overtaken.DecideAnew<Results<Created<TAnswer>, Ok<TAnswer>, ProblemHttpResult>>(
            expected, () => Decide(command, expected, caller, ct), stale => stale);
    }

    async Task<Results<Created<TAnswer>, Ok<TAnswer>, ProblemHttpResult>> Decide(
        StreamCommand<TState, TAnswer> command, long? expected, Caller caller, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Stamp(caller.Provenance);
        session.CorrelationId = HttpContext.TraceIdentifier;
        var stream = await session.Events.FetchForWriting<TState>(command.StreamKey, ct);
        if (command.Forbid?.Invoke(stream.Aggregate) is { } forbidden) return forbidden;

        var decision = command.Decide(stream.Aggregate);
        if (decision.Refusal is { } refusal) return Problem.Refused(refusal);
        if (decision.Events.Count > 0 && expected is not null && expected != stream.CurrentVersion) return Problem.StaleVersion(stream.CurrentVersion);

        stream.AppendMany(decision.Events);
        return await Save(session, Answer, ct, command.Units ?? []);

        Results<Created<TAnswer>, Ok<TAnswer>, ProblemHttpResult> Answer()
        {
            var version = stream.CurrentVersion + decision.Events.Count;
            var position = stream.Appended.Count > 0 ? stream.Appended[^1].Sequence : stream.Events.Count > 0 ? stream.Events[^1].Sequence : 0;
            var answer = command.Answer(new(decision.Events.Aggregate(stream.Aggregate, command.Evolve), version, position));
            HttpContext.Response.Headers.ETag = Etag.Of(version);
            if (decision.Events.Count == 0 || command.Location is null) return TypedResults.Ok(answer);
            return TypedResults.Created(command.Location, answer);
        }
    }
}

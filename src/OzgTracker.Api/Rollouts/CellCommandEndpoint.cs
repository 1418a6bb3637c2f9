using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>What every command to a cell carries.</summary>
public interface ICellCommand
{
    /// <summary>The cell.</summary>
    CellAddress Address { get; }

    /// <summary>ETag that the client has read; without one the command is decided on whatever the cell says now.</summary>
    string? IfMatch { get; }

    /// <summary>The maturity model that the command and its answer speak of.</summary>
    string? Model => null;
}

/// <summary>Load, decide, save, answer: the way of every command to a cell.</summary>
/// <remarks>
/// Decides first and looks at If-Match only when something is to be recorded, so that a repeated request answers 200 and not 412. Without If-Match a
/// writer that was overtaken decides anew: deciders are idempotent.
/// </remarks>
public abstract class CellCommandEndpoint<TRequest>(CellServices services)
    : Endpoint<TRequest, Results<Created<Cell>, Ok<Cell>, ProblemHttpResult>>
    where TRequest : ICellCommand
{
    private protected CellServices Services => services;

    /// <summary>Today, where a request leaves the day out.</summary>
    protected DateOnly Today => RolloutFacts.DayOf(Now);

    /// <summary>This moment, where a request leaves it out.</summary>
    protected DateTimeOffset Now => services.Clock.GetUtcNow();

    /// <summary>Who may send the command, besides the roles of its policy.</summary>
    private protected virtual CellWriters Writers => CellWriters.Reporters;

    /// <summary>What has to be known before anything is decided; null when all is well.</summary>
    private protected virtual ValueTask<ProblemHttpResult?> Check(TRequest request, KnownCell cell, CancellationToken ct) => ValueTask.FromResult<ProblemHttpResult?>(null);

    /// <summary>What the client wants; null when it names an event that the stream does not have.</summary>
    protected abstract IRolloutCommand? Command(TRequest request, IEventStream<Rollout> stream);

    /// <inheritdoc/>
    public sealed override async Task<Results<Created<Cell>, Ok<Cell>, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        if (!Etag.TryParse(request.IfMatch, out var expected)) return Problem.Of("bad-etag");

        var registry = services.Registry;
        var caller = Caller.Of(HttpContext.User);
        await registry.BeFresh(ct);
        if (await registry.FindUnit(request.Address.Key, ct) is not { } unit)
            return caller.MayWriteFor(request.Address.Key, Writers) ? Problem.UnknownUnit(request.Address.Key) : Problem.Of(caller.Outside);
        if (!caller.MayWriteFor(unit, Writers)) return Problem.Of(caller.Outside);
        if (await registry.FindService(request.Address.OzgId, ct) is not { } service) return Problem.UnknownService(request.Address.OzgId);
        var modelId = request.Model ?? MaturityModel.Default;
        if (await registry.FindModel(modelId, ct) is not { } model) return Problem.UnknownModel(modelId);

        var cell = new KnownCell(unit, service);
        if (await Check(request, cell, ct) is { } problem) return problem;
        return await Overtaken.DecideAnew<Results<Created<Cell>, Ok<Cell>, ProblemHttpResult>>(
            expected, () => Decide(request, expected, caller, cell, model, ct), stale => stale);
    }

    async Task<Results<Created<Cell>, Ok<Cell>, ProblemHttpResult>> Decide(
        TRequest request, long? expected, Caller caller, KnownCell cell, MaturityModel model, CancellationToken ct)
    {
        await using var session = services.Store.LightweightSession();
        session.Stamp(caller.Provenance);
        session.CorrelationId = HttpContext.TraceIdentifier;
        var stream = await session.Events.FetchForWriting<Rollout>(cell.Key.StreamKey, ct);

        if (Command(request, stream) is not { } command) return Problem.Of("no-such-report");
        var now = Now;
        var decision = RolloutDecider.Decide(stream.Aggregate, command, cell.Facts(model, now));
        if (decision.Refusal is { } refusal) return Problem.Refused(refusal);
        if (decision.Events.Count > 0 && expected is not null && expected != stream.CurrentVersion) return Problem.StaleVersion(stream.CurrentVersion);

        stream.AppendMany(decision.Events);
        var after = decision.Events.Aggregate(stream.Aggregate, (state, happened) => Rollout.Evolve(state, (IRolloutEvent)happened));
        var complete = await services.Complete(cell, after, model, new CellQuestion(cell.Service, model.Id, LeikaPolicy.Any, RolloutFacts.DayOf(now), null), ct);
        return await Save(session, Answer, ct, cell.Unit);

        Results<Created<Cell>, Ok<Cell>, ProblemHttpResult> Answer()
        {
            var answer = complete(Cell.Of(cell, model, LeikaPolicy.Any, CellState.After(stream, after, model.Id), services.Stale, now));
            HttpContext.Response.Headers.ETag = Etag.Of(answer.Version);
            if (decision.Events.Count == 0 || !HttpMethods.IsPost(HttpContext.Request.Method)) return TypedResults.Ok(answer);
            return TypedResults.Created(cell.Path, answer);
        }
    }
}

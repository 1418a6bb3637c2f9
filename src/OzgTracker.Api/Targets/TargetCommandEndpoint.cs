using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>Load, decide, save, answer: the way of every command to a target.</summary>
public abstract class TargetCommandEndpoint<TRequest>(IDocumentStore store, Registry registry, TimeProvider clock)
    : Endpoint<TRequest, Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>>
    where TRequest : notnull
{
    /// <param name="goal">What the command is to make the target; null when it gives it up.</param>
    /// <param name="ifMatch">ETag that the client has read; without one the command is decided on whatever the target says now.</param>
    private protected async Task<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>> Run(
        TargetKey key, ITargetCommand command, TargetGoal? goal, string? ifMatch, CancellationToken ct)
    {
        if (!Etag.TryParse(ifMatch, out var expected)) return Problem.Of("bad-etag");
        var caller = Caller.Of(HttpContext.User);
        if (!caller.Coordinates(key.State.Value)) return Problem.Of("outside-your-states");
        if (await registry.FindModel(goal?.Model ?? MaturityModel.Default, ct) is not { } model) return Problem.UnknownModel(goal!.Model);
        if (goal is not null && await Unknown(goal, ct) is { } problem) return problem;

        return await Overtaken.DecideAnew<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>>(
            expected, () => Decide(key, command, model, expected, caller, ct), stale => stale);
    }

    async Task<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>> Decide(
        TargetKey key, ITargetCommand command, MaturityModel model, long? expected, Caller caller, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Stamp(caller.Provenance);
        session.CorrelationId = HttpContext.TraceIdentifier;
        var stream = await session.Events.FetchForWriting<Target>(key.StreamKey, ct);

        if (stream.Aggregate.Goal is null && command is not SetTarget) return UnknownTarget(key);
        var decision = TargetDecider.Decide(stream.Aggregate, command, model, RolloutFacts.DayOf(clock.GetUtcNow()));
        if (decision.Refusal is { } refusal) return Problem.Refused(refusal);
        if (decision.Events.Count > 0 && expected is not null && expected != stream.CurrentVersion) return Problem.StaleVersion(stream.CurrentVersion);

        stream.AppendMany(decision.Events);
        return await Save(session, Answer, ct);

        Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult> Answer()
        {
            var target = decision.Events.Cast<ITargetEvent>().Aggregate(stream.Aggregate, Target.Evolve);
            (long Position, DateTimeOffset At)[] log =
                [.. stream.Events.Select(happened => (happened.Sequence, happened.Timestamp)), .. stream.Appended.Select(appended => (appended.Sequence, appended.Timestamp))];
            var answer = TargetAnswer.Of(key, target, log[0].At, log[^1].At, log[^1].Position);
            HttpContext.Response.Headers.ETag = Etag.Of(answer.Version);
            if (decision.Events.Count == 0 || command is not SetTarget) return TypedResults.Ok(answer);
            return TypedResults.Created($"{TargetAnswer.Route}/{key.Id}", answer);
        }
    }

    async Task<ProblemHttpResult?> Unknown(TargetGoal goal, CancellationToken ct)
    {
        foreach (var id in goal.OzgIds ?? [])
            if (await registry.FindService(id.Value, ct) is null)
                return Problem.UnknownService(id.Value);
        return goal.Tag is { } tag && !await TargetQueries.KnowsTag(store.DataSource, tag, ct) ? Problem.Of("unknown-tag", $"No service carries the tag '{tag}'.") : null;
    }

    internal static ProblemHttpResult UnknownTarget(TargetKey key) => Problem.Of("unknown-target", $"There is no target '{key.Id}'.");
}

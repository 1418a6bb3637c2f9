using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Competences;

/// <summary>Declares who executes a service in a Land.</summary>
public sealed class DeclareCompetenceEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : Endpoint<DeclareCompetenceEndpoint.Request, Results<Ok<CompetenceAnswer>, ProblemHttpResult>>
{
    static readonly string[] Kinds = [.. Executors.Possible.Select(Codes.Text)];

    /// <summary>Service, Land, declaration and the version that was read.</summary>
    public sealed record Request(
        [AsParameters] CompetenceAddress Address, [FromBody] Declaration Declaration, [FromHeader(Name = "If-Match")] string? IfMatch = null);

    /// <summary>A declaration.</summary>
    /// <param name="ExecutedBy">Any of `gemeinde`, `verband` and `kreis`; empty where Land or Bund executes the service.</param>
    /// <param name="ValidFrom">First day, also in the past, and at most ten years ahead; when absent today, unless it is so already.</param>
    public sealed record Declaration(IReadOnlyList<string> ExecutedBy, DateOnly? ValidFrom = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CompetenceAddress.Validator());
            RuleForEach(request => request.Declaration.ExecutedBy).Must(kind => Kinds.Contains(kind, StringComparer.Ordinal)).WithErrorCode("unknown-kind")
                .WithMessage($"'executedBy' lists any of {string.Join(", ", Kinds)}.");
            RuleFor(request => request.Declaration.ExecutedBy).Must(kinds => kinds.Distinct(StringComparer.Ordinal).Count() == kinds.Count)
                .WithErrorCode("repeated-value").WithMessage("'executedBy' names each kind once.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put(CompetenceAddress.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary(
            "Declare who executes a service in a Land",
            "Denominators follow from it. What is declared holds from `validFrom` until the next declared day; a change is declared with a later day. Idempotent.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<CompetenceAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (!Etag.TryParse(request.IfMatch, out var expected)) return Problem.Of("bad-etag");
        var caller = Caller.Of(HttpContext.User);
        if (!caller.Coordinates(request.Address.State)) return Problem.Of("outside-your-states");
        if (await request.Address.DefaultOf(registry, ct) is not { } byDefault) return Problem.UnknownService(request.Address.OzgId);

        return await Overtaken.DecideAnew<Results<Ok<CompetenceAnswer>, ProblemHttpResult>>(
            expected, () => Decide(request, expected, caller, byDefault, ct), stale => stale);
    }

    async Task<Results<Ok<CompetenceAnswer>, ProblemHttpResult>> Decide(Request request, long? expected, Caller caller, Executors byDefault, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Stamp(caller.Provenance);
        session.CorrelationId = HttpContext.TraceIdentifier;
        var key = request.Address.Key;
        var stream = await session.Events.FetchForWriting<DeclaredCompetence>(key.StreamKey, ct);

        var today = RolloutFacts.DayOf(clock.GetUtcNow());
        var command = new DeclareCompetence([.. request.Declaration.ExecutedBy.Select(Kind)], request.Declaration.ValidFrom);
        var decision = CompetenceDecider.Decide(stream.Aggregate, command, today);
        if (decision.Refusal is { } refusal) return Problem.Refused(refusal);
        if (decision.Events.Count > 0 && expected is not null && expected != stream.CurrentVersion) return Problem.StaleVersion(stream.CurrentVersion);

        stream.AppendMany(decision.Events);
        return await Save(session, Answer, ct);

        Results<Ok<CompetenceAnswer>, ProblemHttpResult> Answer()
        {
            var read = stream.Events.Select(happened => ((CompetenceDeclared)happened.Data, happened.Sequence, happened.Timestamp));
            var added = decision.Events.Zip(stream.Appended, (happened, appended) => ((CompetenceDeclared)happened, appended.Sequence, appended.Timestamp));
            var answer = CompetenceAnswer.Of(key, byDefault, today, [.. read, .. added]);
            HttpContext.Response.Headers.ETag = Etag.Of(answer.Version);
            return TypedResults.Ok(answer);
        }
    }

    static UnitKind Kind(string text) => Codes.TryParse<UnitKind>(text, out var kind) ? kind : UnitKind.Gemeindefrei;
}

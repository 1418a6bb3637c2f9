using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;
using OzgTracker.Domain;
using OzgTracker.Intake.Reports;
using OzgTracker.Operations.Reports;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>One request with many reports: what is one transaction, and what is recorded page by page while it arrives.</summary>
sealed class ReportRun(
    CellServices services, HttpContext context, Caller caller, KnownUnit? speaker, ReportManyEndpoint.Request request, ReportFormat format, ReportFormat answerFormat)
{
    /// <summary>A longer answer to an Idempotency-Key is not stored; the repetition is decided anew.</summary>
    const int MostStoredBytes = 1024 * 1024;

    /// <summary>Errors of shape that are listed.</summary>
    const int MostErrors = 100;

    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    readonly KeyedRequest? keyed = context.Features.Get<KeyedRequest>();
    ReportIntake intake = null!;

    public async Task<Results<ReportStream, ProblemHttpResult>> ExecuteAsync(CancellationToken ct)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return Problem.Invalid([new("missing-body", "The request needs a body with reports.", Pointer: "")]);
        if (ReportBodies.Reader(context.Request, format, needsUnit: speaker is null) is not { } reader)
            throw new BadHttpRequestException("The charset must be utf-8; of CSV it may be windows-1252 or iso-8859-1, too.", StatusCodes.Status415UnsupportedMediaType);

        intake = new ReportIntake(services.Store, services.Registry, services.Clock, Scope());
        try
        {
            var mostTogether = request.Atomicity == ReportManyEndpoint.All ? ReportManyEndpoint.MostCells
                : format == ReportFormat.Json || keyed is not null ? ReportManyEndpoint.TogetherItems : 0;
            var (rows, isAll) = await ReadUpTo(reader, mostTogether, ct);
            if (isAll) return await Together(rows, reader.Failure, ct);
            if (request.Atomicity == ReportManyEndpoint.All) return Problem.Of("too-many-cells");
            return await Stream(rows.Count == 0 ? reader : new ReadBefore(rows, reader), ct);
        }
        catch (NoPlaceException)
        {
            return HeavyAnswers.Of(context).Full(context);
        }
    }

    /// <summary>Whether all rows are there with at most so many.</summary>
    static async Task<(List<ReportRow> Rows, bool IsAll)> ReadUpTo(ReportReader reader, int most, CancellationToken ct)
    {
        var rows = new List<ReportRow>();
        if (most == 0) return (rows, false);
        do
        {
            while (reader.TryRead(out var row))
            {
                rows.Add(row);
                if (rows.Count > most) return (rows, false);
            }
        }
        while (await reader.FillAsync(ct));
        return (rows, true);
    }

    /// <summary>Everything at once; a JSON document of the wrong shape is refused as a whole.</summary>
    async Task<Results<ReportStream, ProblemHttpResult>> Together(List<ReportRow> rows, Intake.LineError? failure, CancellationToken ct)
    {
        if (failure is not null) return Unreadable(failure);
        if (rows.Count == 0) return Problem.Invalid([new("missing-value", "At least one item is needed.", Pointer: "")]);
        if (format == ReportFormat.Json && ShapeErrors(rows) is { Length: > 0 } errors) return Problem.Invalid(errors);

        var outcomes = new Collected();
        JoinSave? join = keyed is null ? null : known => keyed.Join(() => Answer(known()));
        if (!await intake.RunTogetherAsync(rows, ReportManyEndpoint.MostCells, outcomes, join, ct)) return Problem.Of("too-many-cells");
        keyed?.Saved();
        return Answer(outcomes.All);
    }

    static FieldError[] ShapeErrors(List<ReportRow> rows) =>
    [
        .. rows.Where(row => row.Fault is { Field: not null }).Take(MostErrors)
            .Select(row => new FieldError(row.Fault!.Code, row.Fault.Reason, Pointer: FormattableString.Invariant($"/{row.Index}{row.Fault.Field}"))),
    ];

    ReportStream Answer(IEnumerable<ReportOutcome> outcomes)
    {
        var spool = new AnswerSpool();
        using var answer = NewAnswer(spool);
        var tally = new ReportTally();
        foreach (var outcome in outcomes)
        {
            tally = tally.With(outcome);
            answer.Take(outcome);
        }

        answer.Finish(tally);
        return new ReportStream(spool, answer.ContentType, Task.CompletedTask, new CancellationTokenSource());
    }

    ReportAnswer NewAnswer(AnswerSpool spool) => new(spool, answerFormat, request.Results == ReportManyEndpoint.Refused);

    /// <summary>Page by page; answers as soon as there is a result, or with a refusal when nothing was recorded.</summary>
    async Task<Results<ReportStream, ProblemHttpResult>> Stream(ReportReader reader, CancellationToken ct)
    {
        var spool = new AnswerSpool();
        var answer = NewAnswer(spool);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var making = Make(reader, answer, stop.Token);
        await Task.WhenAny(making, keyed is null ? spool.Begun() : making);
        if (making.IsCompleted && spool.Length == 0)
        {
            await spool.DisposeAsync();
            stop.Dispose();
            return (await making)!;
        }

        if (keyed is not null && answer.IsWhole && spool.Length <= MostStoredBytes && request.DryRun is not true) await Store(spool, answer.ContentType, ct);
        return new ReportStream(spool, answer.ContentType, making, stop);
    }

    /// <returns>A refusal when there is nothing to answer.</returns>
    async Task<ProblemHttpResult?> Make(ReportReader reader, ReportAnswer answer, CancellationToken ct)
    {
        using var ended = answer;
        try
        {
            await intake.RunAsync(reader, answer, ct);
        }
        catch (Exception error) when (intake.Tally.Rows > 0 && !ct.IsCancellationRequested)
        {
            var code = ProblemHandling.CodeOf(error);
            if (code == "internal-error") context.RequestServices.GetRequiredService<ILogger<ReportRun>>().LogError(error, "Reports broke off.");
            answer.BreakOff(code, ProblemCatalogue.Find(code).WhatToDo, intake.Tally);
            return null;
        }

        if (reader.Failure is { } failure)
        {
            if (intake.Tally.Rows == 0) return Unreadable(failure);
            answer.BreakOff(failure.Code, failure.Reason, intake.Tally);
            return null;
        }

        if (intake.Tally.Rows == 0) return Problem.Invalid([new("missing-value", "At least one item is needed.", Pointer: "")]);
        answer.Finish(intake.Tally);
        return null;
    }

    /// <summary>Everything is recorded; now the answer is, too, so that the same key gets it again.</summary>
    async Task Store(AnswerSpool spool, string contentType, CancellationToken ct)
    {
        var body = new MemoryStream();
        for (var piece = await spool.Read(ct); !piece.IsEmpty; piece = await spool.Read(ct)) body.Write(piece.Span);
        await using var session = services.Store.LightweightSession();
        await keyed!.Save(session, () => TypedResults.Bytes(body.ToArray(), contentType), ct);
    }

    static ProblemHttpResult Unreadable(Intake.LineError failure) => Problem.Invalid([new(failure.Code, failure.Reason, Pointer: "")]);

    ReportScope Scope() => new()
    {
        Provenance = speaker is null ? caller.Provenance : new Provenance(caller.Subject, caller.Role, Provenance.Provider, speaker.Id.Value),
        CorrelationId = context.TraceIdentifier,
        Speaker = speaker,
        DryRun = request.DryRun is true,
        AllOrNothing = request.Atomicity == ReportManyEndpoint.All,
        Check = Check,
        Guard = (operations, units) => WriteGuard.Require(operations, caller.Subject, units),
        MayDecideAnew = async (error, ct) =>
        {
            if (!WriteGuard.HasMoved(error)) return false;
            await WriteGuard.CatchUp(error, services.Store, services.Registry, ct);
            return true;
        },
        Enter = Enter,
    };

    Refusal? Check(KnownUnit? unit, string key)
    {
        if (unit is null ? caller.MayReportFor(key) : caller.MayReportFor(unit)) return unit is null ? ReportScope.UnknownUnit(key) : null;
        return new Refusal("outside-your-keys", ProblemCatalogue.Find("outside-your-keys").WhatToDo);
    }

    /// <summary>Whoever has recorded something already waits for its turn; nobody holds a place while a body arrives.</summary>
    async ValueTask<IDisposable?> Enter(CancellationToken ct)
    {
        while (true)
        {
            var place = await HeavyAnswers.Of(context).Enter(ct);
            if (place.IsAcquired) return place;
            place.Dispose();
            if (intake.Tally.Rows == 0) throw new NoPlaceException();
            await Task.Delay(BetweenTries, ct);
        }
    }

    sealed class NoPlaceException : Exception;

    sealed class Collected : IReportSink
    {
        public List<ReportOutcome> All { get; } = [];

        public void Take(in ReportOutcome outcome) => All.Add(outcome);

        public void PageDone(in ReportTally soFar)
        {
            // There is one page.
        }
    }
}

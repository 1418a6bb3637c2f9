using System.Security.Claims;
using System.Security.Cryptography;
using Npgsql;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Idempotency;

/// <summary>Serves a request with an idempotency key: the stored answer where there is one, otherwise the operation, whose answer is then stored.</summary>
/// <remarks>
/// The key is looked up first without a lock. Of several that find nothing, the one that claims it in its transaction goes on; the others are told that
/// it is in use, or get its answer. What is refused is not stored, so the same key may succeed later.
/// </remarks>
sealed class KeyedServing(IDocumentStore store, AnswerStore answers, FaultOptions faults)
{
    const string RetryAfterSeconds = "1";

    /// <summary>Whether keys count at all; only a fault test turns them off.</summary>
    public bool IsOff => faults.NoIdempotency;

    public async Task Serve(HttpContext context, string key, string route, Func<Task<IResult>> execute)
    {
        if (context.User.FindFirstValue("sub") is not { Length: > 0 } client)
        {
            await Problem.Of("bad-idempotency-key", "The token names no subject, so nobody can tell whose key it is.").ExecuteAsync(context);
            return;
        }

        var ct = context.RequestAborted;
        var scope = new KeyScope(client, context.Request.Method, route, key);
        var fingerprint = await RequestFingerprint.Of(context.Request, ct);
        if (await answers.Find(scope, ct) is { } known)
        {
            await Replay(context, known, fingerprint);
            return;
        }

        var request = new KeyedRequest(context, answers, scope, fingerprint);
        context.Features.Set(request);
        IResult refusal;
        try
        {
            refusal = await execute();
        }
        catch (PostgresException error) when (error.SqlState == AnswerStore.InUse)
        {
            refusal = InUse(context);
        }
        catch (PostgresException error) when (error is { SqlState: AnswerStore.Answered } or { ConstraintName: "pkey_idempotency" })
        {
            refusal = InUse(context);   // unless its answer is found below, as it should be
        }
        catch (Exception error) when (error is UnknownOutcomeException or ConcurrencyException)
        {
            request.Leave();
            if (await FindAfterTrouble(scope, ct) is not { } committed) throw;
            await Replay(context, committed, fingerprint);
            return;
        }

        if (request.Committed is { } answer) await answer.Send(context, replayed: false);
        // Refused may also be what the same request has done a moment ago on another connection.
        else if (await answers.Find(scope, ct) is { } meanwhile) await Replay(context, meanwhile, fingerprint);
        else await refusal.ExecuteAsync(context);
    }

    /// <summary>Null also when the database cannot be asked: the trouble before is then what the client has to know.</summary>
    async Task<(byte[] Fingerprint, StoredAnswer Answer)?> FindAfterTrouble(KeyScope scope, CancellationToken ct)
    {
        try
        {
            return await answers.FindAfterTrouble(scope, ct);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            return null;
        }
    }

    async Task Replay(HttpContext context, (byte[] Fingerprint, StoredAnswer Answer) stored, byte[] fingerprint)
    {
        context.Response.Headers.RetryAfter = default;
        if (!CryptographicOperations.FixedTimeEquals(stored.Fingerprint, fingerprint))
        {
            await Problem.Of("idempotency-key-reused").ExecuteAsync(context);
            return;
        }

        // The first save may have committed without its standby: what is found here is not yet safe enough for a promise.
        await using var session = store.LightweightSession();
        session.ConfirmWhatIsVisible();
        await session.SaveChangesAsync(CancellationToken.None);
        await stored.Answer.Send(context, replayed: true);
    }

    static IResult InUse(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem.Of("idempotency-key-in-use");
    }
}

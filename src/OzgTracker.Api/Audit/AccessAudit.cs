using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using OzgTracker.Operations;

namespace OzgTracker.Api.Audit;

/// <summary>Sees answers, keeps what the audit is about, and writes it beside the requests.</summary>
sealed class AccessAudit : IAccessAudit, IDisposable
{
    public const string MeterName = "OzgTracker.Audit";

    const int RowsAtOnce = 500;

    readonly PendingAccess pending = new();
    readonly SeenCredentials seen = new();
    readonly SemaphoreSlim writing = new(1);
    readonly Meter meter = new(MeterName);
    readonly Counter<long> events, dropped;
    readonly AccessEventTable table;
    readonly TimeProvider clock;
    readonly ILogger<AccessAudit> logger;
    readonly long started;

    public AccessAudit(AccessEventTable table, TimeProvider clock, ILogger<AccessAudit> logger)
    {
        (this.table, this.clock, this.logger, started) = (table, clock, logger, clock.GetTimestamp());
        events = meter.CreateCounter<long>("ozgtracker.audit.events", "{event}", "Access events by kind; of those that are added up each.");
        dropped = meter.CreateCounter<long>(
            "ozgtracker.audit.dropped", "{event}", "Refusals and sign-ins that could not be kept, because too many came or the database was away for too long.");
        meter.CreateObservableGauge("ozgtracker.audit.pending", () => pending.Count, "{row}", "Rows that wait to be written.");
    }

    /// <summary>Looks at an answer that is about to be sent; waits for nothing.</summary>
    public void See(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status is 401 or 403 or 429)
        {
            var refusal = Describe(context, AccessEventKind.Refused) with { Status = status, Code = context.Features.Get<AnsweredProblem>()?.Code };
            refusal = refusal.Harmless();
            if (pending.AddRefusal(refusal, Now)) Tell(refusal);
        }

        if (status is 400 or 413 or 415 or 422)
        {
            var invalid = Describe(context, AccessEventKind.Invalid) with { Status = status, Code = context.Features.Get<AnsweredProblem>()?.Code };
            pending.AddInvalid(invalid.Harmless(), Now);
        }

        if (status != 401 && CredentialOf(context) is { } credential && seen.IsNew(credential, Now))
        {
            var signedIn = (Describe(context, AccessEventKind.SignedIn) with { Status = status }).Harmless();
            if (pending.Add(signedIn)) Tell(signedIn);
        }
    }

    /// <inheritdoc/>
    public async Task Note(AccessEvent happened, CancellationToken ct)
    {
        happened = happened.Harmless();
        await table.Insert([happened], ct);
        Tell(happened);
    }

    /// <summary>Says in log and metrics what is written elsewhere.</summary>
    public void Tell(AccessEvent happened)
    {
        (happened.Kind == AccessEventKind.Dropped ? dropped : events).Add(happened.Count, new KeyValuePair<string, object?>("kind", happened.Kind));
        if (logger.IsEnabled(LogLevel.Information)) logger.Log(LogLevel.Information, default, new AccessLine(happened), null, static (line, _) => line.ToString());
    }

    /// <summary>Writes what waits.</summary>
    /// <param name="all">Also refusals whose minute is not over.</param>
    public async Task Write(bool all, CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            foreach (var row in pending.Close(Now, all)) Tell(row);
            while (pending.Take(RowsAtOnce) is { Count: > 0 } rows)
            {
                try
                {
                    await table.Insert(rows, ct);
                }
                catch
                {
                    pending.PutBack(rows);
                    throw;
                }
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Who asks for what, as far as the request tells.</summary>
    public static AccessEvent Describe(HttpContext context, string kind)
    {
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        return new AccessEvent(
            kind,
            context.User.FindFirstValue("sub"),
            context.User.FindFirstValue(DevelopmentTokens.RoleClaim),
            IssuerOf(context.User),
            context.Request.Method,
            endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            endpoint?.RoutePattern.RawText,
            TraceId: Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
    }

    public void Dispose()
    {
        meter.Dispose();
        writing.Dispose();
    }

    TimeSpan Now => clock.GetElapsedTime(started);

    static SeenCredentials.Credential? CredentialOf(HttpContext context)
    {
        if (context.User is not { Identity.IsAuthenticated: true } user || user.FindFirstValue("sub") is not { Length: > 0 } subject) return null;
        var mark = user.FindFirstValue("jti") ?? user.FindFirstValue("iat") ?? MarkOf(context.Request.Headers.Authorization.ToString());
        return new SeenCredentials.Credential(IssuerOf(user), subject, mark);
    }

    /// <summary>Where nothing tells, the way in which the subject became known.</summary>
    static string? IssuerOf(ClaimsPrincipal user) => user.FindFirstValue("iss") ?? user.Identity?.AuthenticationType;

    /// <summary>Of a credential without an id; it is in memory only.</summary>
    static string MarkOf(string credential) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)).AsSpan(0, 16));
}

/// <summary>The code of the problem that a request was answered with.</summary>
sealed record AnsweredProblem(string Code);

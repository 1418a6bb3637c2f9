using System.Globalization;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Limits;

/// <summary>Takes every request from the allowance of its address, and from that of its client once it is known; refuses what is too much.</summary>
sealed class RateLimits(IOptions<LimitOptions> options, TimeProvider clock)
{
    public const string Header = "RateLimit", PolicyHeader = "RateLimit-Policy";

    static readonly TimeSpan HoldBack = TimeSpan.FromSeconds(1);

    readonly RateBucket address = New("address", options.Value.Address, options.Value, clock);
    readonly RateBucket signIn = New("sign-in", options.Value.SignIn, options.Value, clock);
    readonly RateBucket standard = New("default", options.Value.Default, options.Value, clock);
    readonly RateBucket bulk = New("bulk", options.Value.Bulk, options.Value, clock);
    readonly RateBucket export = New("export", options.Value.Export, options.Value, clock);

    /// <summary>
    /// In front of authentication: nobody wears out the validation of tokens, and an address whose credentials were refused too often has to wait before others are looked at.
    /// </summary>
    public Task OfAddress(HttpContext context, RequestDelegate next)
    {
        if (BucketOf(context) == Bucket.None) return next(context);

        var remote = context.Connection.RemoteIpAddress;
        if (address.TakeOfAddress(remote) is { IsAllowed: false } all) return Refuse(context, address, all);
        if (!Credentials.AreIn(context.Request)) return next(context);
        return signIn.TakeOfAddress(remote, requests: 0) is { IsAllowed: false } tried ? Refuse(context, signIn, tried) : Watch(context, next);
    }

    /// <summary>Behind authentication: operations only; what is no operation has the limit of the address.</summary>
    public Task OfClient(HttpContext context, RequestDelegate next)
    {
        var bucket = BucketOf(context) switch
        {
            Bucket.None or null => null,
            Bucket.Bulk => bulk,
            Bucket.Export => export,
            _ => standard,
        };
        if (bucket is null) return next(context);

        var verdict = context.User.Identity is { IsAuthenticated: true }
            ? bucket.TakeOfClient(Caller.SubjectOf(context.User))
            : bucket.TakeOfAddress(context.Connection.RemoteIpAddress);
        if (!verdict.IsAllowed) return Refuse(context, bucket, verdict);
        Tell(context, bucket, verdict);
        return next(context);
    }

    /// <summary>Null for what is no operation of ours.</summary>
    static Bucket? BucketOf(HttpContext context)
    {
        var bucket = context.GetEndpoint()?.Metadata.GetMetadata<EndpointDefinition>()?.Bucket;
        return bucket == Bucket.Default && ContentFormats.IsTable(context.Request) ? Bucket.Export : bucket;
    }

    static RateBucket New(string name, RateOptions rate, LimitOptions options, TimeProvider clock) => new(name, rate, options.Partitions, clock);

    async Task Watch(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized) signIn.TakeOfAddress(context.Connection.RemoteIpAddress);
    }

    /// <summary>Whoever does not stop waits for each refusal: on its few connections it can then ask little, and the others have the processor.</summary>
    async Task Refuse(HttpContext context, RateBucket bucket, RateVerdict verdict)
    {
        if (verdict.DoesNotStop) await Task.Delay(HoldBack, clock, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(context, bucket, verdict);
        context.Response.Headers.RetryAfter = verdict.SecondsLeft.ToString(CultureInfo.InvariantCulture);
        await Problem.Of("rate-limited", null, ("violatedPolicies", (string[])[bucket.Name])).ExecuteAsync(context);
    }

    /// <summary>Last of all, so that also an answer that was begun anew after a failure has them.</summary>
    static void Tell(HttpContext context, RateBucket bucket, RateVerdict verdict) => context.Response.OnStarting(
        static state =>
        {
            var (response, bucket, verdict) = ((HttpResponse, RateBucket, RateVerdict))state;
            response.Headers[PolicyHeader] = bucket.Policy;
            response.Headers[Header] = string.Create(CultureInfo.InvariantCulture, $"\"{bucket.Name}\";r={verdict.Remaining};t={verdict.SecondsLeft}");
            return Task.CompletedTask;
        },
        (context.Response, bucket, verdict));
}

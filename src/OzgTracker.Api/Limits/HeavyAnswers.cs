using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Limits;

/// <summary>Lets only so many answers that cost much be made at once; a few more wait, the others are told to come again.</summary>
/// <remarks>A place is taken for making an answer, neither while the body arrives nor while a slow client reads, so nobody can occupy places by being slow.</remarks>
sealed class HeavyAnswers(IOptions<LimitOptions> options) : IDisposable
{
    static readonly RateLimitLease None = new Refused();

    readonly ConcurrencyLimiter places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.HeavyAnswers.Concurrent,
        QueueLimit = options.Value.HeavyAnswers.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    readonly TimeSpan longestWait = TimeSpan.FromSeconds(options.Value.HeavyAnswers.WaitSeconds);

    public static HeavyAnswers Of(HttpContext context) => context.RequestServices.GetRequiredService<HeavyAnswers>();

    /// <summary>A place, to be given back by disposing it; not acquired where there is none.</summary>
    public ValueTask<RateLimitLease> Enter(CancellationToken ct)
    {
        var place = places.AttemptAcquire();
        return place.IsAcquired ? ValueTask.FromResult(place) : Wait(ct);
    }

    /// <summary>The refusal of whoever got no place.</summary>
    public ProblemHttpResult Full(HttpContext context)
    {
        context.Response.Headers.RetryAfter = longestWait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return Problem.Of("at-capacity");
    }

    public void Dispose() => places.Dispose();

    async ValueTask<RateLimitLease> Wait(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(longestWait);
        try
        {
            return await places.AcquireAsync(1, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return None;
        }
    }

    sealed class Refused : RateLimitLease
    {
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}

namespace OzgTracker.Operations.Webhooks;

/// <summary>When a delivery is tried again.</summary>
public static class RetrySchedule
{
    static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Of these: the first at once.</summary>
    public static int MostAttempts => Pauses.Length + 1;

    /// <summary>Longest time that a receiver may ask for.</summary>
    public static TimeSpan LongestRetryAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>How long to wait after a failure; null when that was the last attempt.</summary>
    /// <param name="attempts">Attempts so far, from 1.</param>
    /// <param name="retryAfter">What the receiver asked for: never sooner than that.</param>
    /// <param name="chance">From 0 to 1: a tenth more at most, so that receivers who were down together are not asked together.</param>
    public static TimeSpan? After(int attempts, TimeSpan? retryAfter, double chance)
    {
        if (attempts >= MostAttempts) return null;
        var pause = Pauses[attempts - 1] * (1 + (chance / 10));
        var asked = retryAfter is { } wanted && wanted < LongestRetryAfter ? wanted : retryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        return asked > pause ? asked : pause;
    }
}

namespace OzgTracker.Api.Limits;

/// <summary>What became of a request at its allowance.</summary>
/// <param name="IsAllowed">Whether it may go on.</param>
/// <param name="Remaining">Requests that are left in the window.</param>
/// <param name="SecondsLeft">Until the window ends, rounded up; never 0.</param>
readonly record struct RateVerdict(bool IsAllowed, int Remaining, int SecondsLeft);

/// <summary>The window of one client in one bucket: it begins with the first request and is forgotten when it is over.</summary>
/// <remarks>
/// The limiters of the framework tell neither what is left without an allocation nor when a window ends, which both stand in every answer, and their clock cannot be set.
/// </remarks>
sealed class RateWindow(int permits, TimeSpan length, TimeProvider clock)
{
    readonly Lock gate = new();
    readonly long ticks = (long)(length.TotalSeconds * clock.TimestampFrequency);
    long ends = long.MinValue;
    int left;
    bool isDropped;

    /// <summary>Null when it was dropped meanwhile: the caller then finds another one.</summary>
    /// <param name="requests">0 only looks.</param>
    public RateVerdict? Take(int requests, long now)
    {
        lock (gate)
        {
            if (isDropped) return null;
            if (now >= ends) (left, ends) = (permits, now + ticks);
            var isAllowed = left >= Math.Max(requests, 1);
            if (isAllowed) left -= requests;
            return new(isAllowed, left, (int)Math.Max(1, (ends - now + clock.TimestampFrequency - 1) / clock.TimestampFrequency));
        }
    }

    /// <summary>True when the window is over and nobody will count in it any more.</summary>
    public bool Drop(long now)
    {
        lock (gate) return isDropped = now >= ends;
    }
}

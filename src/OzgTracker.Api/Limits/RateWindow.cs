namespace OzgTracker.Api.Limits;

/// <summary>What became of a request at its allowance.</summary>
/// <param name="IsAllowed">Whether it may go on.</param>
/// <param name="Remaining">Requests that are left in the window.</param>
/// <param name="SecondsLeft">Until the window ends, rounded up; never 0.</param>
/// <param name="DoesNotStop">So much was refused in the window that nobody can be said to listen.</param>
readonly record struct RateVerdict(bool IsAllowed, int Remaining, int SecondsLeft, bool DoesNotStop = false);

/// <summary>The window of one client in one bucket: it begins with the first request and is forgotten when it is over.</summary>
/// <remarks>
/// The limiters of the framework tell neither what is left without an allocation nor when a window ends, which both stand in every answer, and their clock cannot be set.
/// </remarks>
sealed class RateWindow(int permits, TimeSpan length, TimeProvider clock)
{
    /// <summary>A script that retries a little is not yet a flood, however small the allowance.</summary>
    const int FewRefusals = 100;

    readonly Lock gate = new();
    readonly long ticks = (long)(length.TotalSeconds * clock.TimestampFrequency);
    long ends = long.MinValue;
    int left;
    int refused;
    bool isDropped;

    /// <summary>Null when it was dropped meanwhile: the caller then finds another one.</summary>
    /// <param name="requests">0 only looks.</param>
    public RateVerdict? Take(int requests, long now)
    {
        lock (gate)
        {
            if (isDropped) return null;
            if (now >= ends) (left, refused, ends) = (permits, 0, now + ticks);
            var isAllowed = left >= Math.Max(requests, 1);
            if (isAllowed) left -= requests;
            else if (refused < int.MaxValue) refused++;
            return new(isAllowed, left, (int)Math.Max(1, (ends - now + clock.TimestampFrequency - 1) / clock.TimestampFrequency), refused > Math.Max(permits, FewRefusals));
        }
    }

    /// <summary>True when the window is over and nobody will count in it any more.</summary>
    public bool Drop(long now)
    {
        lock (gate) return isDropped = now >= ends;
    }
}

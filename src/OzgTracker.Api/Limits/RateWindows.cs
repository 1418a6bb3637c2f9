using System.Collections.Concurrent;

namespace OzgTracker.Api.Limits;

/// <summary>The windows of all who use a bucket. Bounded: once it is full, whoever is new shares one window with all others who are new.</summary>
sealed class RateWindows<TKey>(RateOptions rate, int most, TimeProvider clock)
    where TKey : notnull
{
    static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<TKey, RateWindow> windows = new();
    readonly RateWindow shared = New(rate, clock);
    readonly long sweepTicks = (long)(BetweenSweeps.TotalSeconds * clock.TimestampFrequency);
    long nextSweep = long.MinValue;
    int count;

    /// <summary>Windows that are kept now.</summary>
    public int Count => Volatile.Read(ref count);

    /// <param name="requests">0 only looks.</param>
    public RateVerdict Take(TKey key, int requests = 1)
    {
        var now = clock.GetTimestamp();
        while (true)
            if (Find(key, now).Take(requests, now) is { } verdict)
                return verdict;
    }

    static RateWindow New(RateOptions rate, TimeProvider clock) => new(rate.Permits, TimeSpan.FromSeconds(rate.WindowSeconds), clock);

    RateWindow Find(TKey key, long now)
    {
        if (windows.TryGetValue(key, out var known)) return known;
        Sweep(now);
        if (Interlocked.Increment(ref count) > most)
        {
            Interlocked.Decrement(ref count);
            return shared;
        }

        var made = New(rate, clock);
        if (windows.TryAdd(key, made)) return made;
        Interlocked.Decrement(ref count);
        return windows.TryGetValue(key, out known) ? known : Find(key, now);
    }

    /// <summary>Drops the windows that are over; one request a second does it, and only one that brings a new client.</summary>
    void Sweep(long now)
    {
        var due = Volatile.Read(ref nextSweep);
        if (now < due || Interlocked.CompareExchange(ref nextSweep, now + sweepTicks, due) != due) return;
        foreach (var (key, window) in windows)
        {
            if (!window.Drop(now)) continue;
            if (windows.TryRemove(new(key, window))) Interlocked.Decrement(ref count);
        }
    }
}

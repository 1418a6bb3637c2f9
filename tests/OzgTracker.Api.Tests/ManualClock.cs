namespace OzgTracker.Api.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
sealed class ManualClock : TimeProvider
{
    static readonly DateTimeOffset Begin = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    long passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Begin.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Volatile.Read(ref passed);

    public void Pass(TimeSpan time) => Interlocked.Add(ref passed, time.Ticks);
}

namespace OzgTracker.Api.Tests.Auth;

/// <summary>A clock that stands still until a test moves it.</summary>
sealed class ManualClock : TimeProvider
{
    DateTimeOffset now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public void Pass(TimeSpan time) => now += time;
}

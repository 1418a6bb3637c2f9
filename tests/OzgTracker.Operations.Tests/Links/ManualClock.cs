namespace OzgTracker.Operations.Tests.Links;

/// <summary>A clock whose timers fire when the test moves it.</summary>
sealed class ManualClock : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Timer> timers = [];
    DateTimeOffset now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        Timer[] due;
        lock (gate)
        {
            now += time;
            due = [.. timers.Where(timer => timer.DueAt <= now)];
        }

        foreach (var timer in due) timer.Fire();
    }

    sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset? DueAt { get; private set; }

        public void Fire()
        {
            DueAt = null;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueAt = dueTime < TimeSpan.Zero ? null : clock.now + dueTime;
            return true;
        }

        public void Dispose() => DueAt = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace OzgTracker.Testing;

/// <summary>A clock that stands still until a test moves it; what is due by then rings, once.</summary>
public sealed class AlarmClock : TimeProvider
{
    static readonly DateTimeOffset Begin = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    readonly Lock gate = new();
    readonly HashSet<Alarm> alarms = [];
    TimeSpan passed;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return Begin + passed;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves it on, and rings on the thread of the caller.</summary>
    public void Pass(TimeSpan time)
    {
        Alarm[] due;
        lock (gate)
        {
            passed += time;
            due = [.. alarms.Where(alarm => alarm.Due <= passed)];
            alarms.ExceptWith(due);
        }

        foreach (var alarm in due) alarm.Ring();
    }

    sealed class Alarm(AlarmClock clock, Action ring) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.passed + dueTime;
                clock.alarms.Add(this);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>A bell for one who follows a read model. It is a hint: another process may keep the read models, so whoever waits looks again.</summary>
public sealed class ProjectionWatch : IDisposable
{
    readonly Wakeups.Wakeup bell;
    readonly Action<ProjectionWatch> leave;

    internal ProjectionWatch(Wakeups.Wakeup bell, Action<ProjectionWatch> leave) => (this.bell, this.leave) = (bell, leave);

    /// <summary>Returns when it rang since the last wait, or after <paramref name="atMost"/>.</summary>
    /// <returns>Whether it rang.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => bell.WaitAsync(atMost, ct);

    internal void Ring() => bell.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        leave(this);
        bell.Dispose();
    }
}

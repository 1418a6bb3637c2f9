using Npgsql;

namespace OzgTracker.EventStore.Appending;

/// <summary>Lets saves wait for the database without taking all of its connections, and callers stop waiting without cancelling anything.</summary>
/// <remarks>
/// A save cannot be cancelled, so one that hangs (a standby that does not confirm, a network that swallows everything) keeps its connection until it
/// ends. Half of the pool is the most that saves may have: the other half is left to readers.
/// </remarks>
sealed class SaveGate : IDisposable
{
    readonly TimeSpan patience;

    /// <summary>One ring for each place that a save which ended left to a waiting one.</summary>
    readonly SemaphoreSlim passedOn = new(0);

    /// <summary>Places left; below zero the number of saves that wait for one. Nearly always no save waits, and then no lock is taken.</summary>
    int free;

    public SaveGate(StoreOptions options)
    {
        free = Math.Max(1, new NpgsqlConnectionStringBuilder(options.ConnectionString).MaxPoolSize / 2);
        patience = options.SaveTimeout;
    }

    /// <summary>Each place that was taken must be given back by <see cref="LeavePlace"/>.</summary>
    /// <exception cref="TooManySavesException">No place became free in time; nothing was sent.</exception>
    public ValueTask TakePlace() => Interlocked.Decrement(ref free) >= 0 ? ValueTask.CompletedTask : new ValueTask(WaitForPlace());

    public void LeavePlace()
    {
        if (Interlocked.Increment(ref free) <= 0) passedOn.Release();
    }

    /// <summary>Waits for a save as long as a caller waits.</summary>
    /// <exception cref="UnknownOutcomeException">It takes longer; it goes on.</exception>
    public async Task Await(Task save)
    {
        try
        {
            await save.WaitAsync(patience);
        }
        catch (TimeoutException error) when (!save.IsCompleted)
        {
            // Nobody waits for it any more; its error must not end the process.
            _ = save.ContinueWith(late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new UnknownOutcomeException($"A save was not confirmed within {patience.TotalSeconds:0} seconds.", error);
        }
    }

    public void Dispose() => passedOn.Dispose();

    async Task WaitForPlace()
    {
        if (await passedOn.WaitAsync(patience)) return;
        for (var seen = Volatile.Read(ref free); seen < 0;)
        {
            var found = Interlocked.CompareExchange(ref free, seen + 1, seen);
            if (found == seen) throw new TooManySavesException($"No other save ended within {patience.TotalSeconds:0} seconds.");
            seen = found;
        }

        // A save has ended in this very moment and counts on this one to take its place.
        await passedOn.WaitAsync();
    }
}

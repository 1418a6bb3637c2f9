using Npgsql;

namespace OzgTracker.EventStore.Appending;

/// <summary>Lets saves wait for the database without taking all of its connections, and callers stop waiting without cancelling anything.</summary>
/// <remarks>
/// A save cannot be cancelled, so one that hangs (a standby that does not confirm, a network that swallows everything) keeps its connection until it
/// ends. Half of the pool is the most that saves may have: the other half is left to readers.
/// </remarks>
sealed class SaveGate : IDisposable
{
    readonly SemaphoreSlim places;
    readonly TimeSpan patience;

    public SaveGate(StoreOptions options)
    {
        var pool = new NpgsqlConnectionStringBuilder(options.ConnectionString).MaxPoolSize;
        places = new SemaphoreSlim(Math.Max(1, pool / 2));
        patience = options.SaveTimeout;
    }

    /// <exception cref="TooManySavesException">No place became free in time; nothing was sent.</exception>
    /// <exception cref="UnknownOutcomeException">The save takes longer than a caller waits; it goes on.</exception>
    public async Task Run(Func<Task> save)
    {
        await TakePlace();
        var running = Release(save());
        try
        {
            await running.WaitAsync(patience);
        }
        catch (TimeoutException error) when (!running.IsCompleted)
        {
            // Nobody waits for it any more; its error must not end the process.
            _ = running.ContinueWith(late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new UnknownOutcomeException($"A save was not confirmed within {patience.TotalSeconds:0} seconds.", error);
        }
    }

    /// <summary>For a save of unknown length, whose caller waits for it however long it takes.</summary>
    /// <exception cref="TooManySavesException">No place became free in time; nothing was sent.</exception>
    public async Task RunLong(Func<Task> save)
    {
        await TakePlace();
        await Release(save());
    }

    public void Dispose() => places.Dispose();

    async Task TakePlace()
    {
        if (!await places.WaitAsync(patience)) throw new TooManySavesException($"No other save ended within {patience.TotalSeconds:0} seconds.");
    }

    async Task Release(Task save)
    {
        try
        {
            await save;
        }
        finally
        {
            places.Release();
        }
    }
}

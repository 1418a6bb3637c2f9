using Npgsql;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The right to do something that only one process of a database may do at a time, and the session that all of it has to be done on.</summary>
/// <remarks>
/// As with the projection daemon: whoever does its writes on this session has none left when the lead ends, and a process that is frozen loses it. So the session must not be quiet for
/// <see cref="StoreOptions.LeaderSilence"/>: call <see cref="Say"/> more often than that.
/// </remarks>
public sealed class Lead : IAsyncDisposable
{
    readonly Leadership leadership;
    readonly SemaphoreSlim turn = new(1);

    internal Lead(Leadership leadership, TimeSpan silence) => (this.leadership, Beat) = (leadership, silence / 4);

    /// <summary>How often to say something.</summary>
    public TimeSpan Beat { get; }

    /// <summary>Shows that the leader lives.</summary>
    /// <exception cref="NpgsqlException">It leads no more.</exception>
    public Task Say(CancellationToken ct) => DoAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand("select", connection);
            return await command.ExecuteNonQueryAsync(ct);
        },
        ct);

    /// <summary>Does something on the session; one after the other.</summary>
    public async Task<T> DoAsync<T>(Func<NpgsqlConnection, Task<T>> what, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await what(leadership.Connection);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Ends the lead.</summary>
    public async ValueTask DisposeAsync()
    {
        await leadership.DisposeAsync();
        turn.Dispose();
    }
}

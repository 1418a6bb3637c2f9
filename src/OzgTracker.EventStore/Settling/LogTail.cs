using Npgsql;

namespace OzgTracker.EventStore.Settling;

/// <summary>The end of the log as it grows: one subscription for everybody in the process who wants to know what is new.</summary>
/// <remarks>Not thread-safe, but for <see cref="Ring"/>. Stands at an event, never at the settled position behind it, for the reason that <see cref="EventFeed.SubscribeAsync"/> gives.</remarks>
public sealed class LogTail : IDisposable
{
    readonly NpgsqlDataSource source;
    readonly StoreOptions options;
    readonly Wakeups.Wakeup wakeup;
    readonly SettledPosition settled;

    internal LogTail(NpgsqlDataSource source, Wakeups wakeups, StoreOptions options)
    {
        (this.source, this.options, wakeup) = (source, options, wakeups.Register());
        settled = new SettledPosition(options.ReaderMode);
    }

    /// <summary>The last settled event that was seen; null before the first look that found where the log ends.</summary>
    public long? Position { get; private set; }

    /// <summary>What has settled since the last time, in order; at most one page of it. The first time nothing: it only finds the end.</summary>
    /// <exception cref="NpgsqlException">The database does not answer; the tail stays where it was.</exception>
    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var upTo = await settled.Look(connection, ct);
        if (Position is { } position) return await Read(connection, position, upTo, ct);
        await GoToTheEnd(connection, upTo, ct);
        return [];
    }

    /// <summary>Goes on to the end of what has settled without reading it: for a tail that nobody wants the events of.</summary>
    /// <exception cref="NpgsqlException">The database does not answer; the tail stays where it was.</exception>
    public async Task SkipAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var upTo = await settled.Look(connection, ct);
        if (Position is null || upTo > Position) await GoToTheEnd(connection, upTo, ct);
    }

    /// <summary>Waits until there may be something to read.</summary>
    public Task WaitAsync(CancellationToken ct) => wakeup.WaitAsync(settled.IsWaiting ? options.SettleInterval : options.PollInterval, ct);

    /// <summary>Ends the present or the next wait.</summary>
    public void Ring() => wakeup.Set();

    /// <inheritdoc/>
    public void Dispose() => wakeup.Dispose();

    async Task<IReadOnlyList<LoggedEvent>> Read(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        if (upTo <= after) return [];
        var events = await EventFeed.ReadLogged(connection, after, upTo, options.PageSize, ct);
        if (events.Count > 0) Position = events[^1].Position;
        return events;
    }

    async Task GoToTheEnd(NpgsqlConnection connection, long upTo, CancellationToken ct)
    {
        if (settled.IsWaiting && upTo == 0) return;   // where the log ends is not known yet
        await using var command = new NpgsqlCommand(LoggedEvent.LastSql, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = upTo } } };
        Position = await command.ExecuteScalarAsync(ct) is long last ? last : 0;
    }
}

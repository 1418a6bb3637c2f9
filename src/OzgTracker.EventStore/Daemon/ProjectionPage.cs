using Npgsql;
using OzgTracker.EventStore.Copying;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Daemon;

/// <summary>Some settled events and the transaction in which read models take them in.</summary>
public sealed class ProjectionPage : IDocumentOperations
{
    readonly EventPage page;
    readonly NpgsqlTransaction transaction;
    readonly EventTypes types;
    readonly List<NpgsqlBatchCommand> commands = [];

    internal ProjectionPage(EventPage page, NpgsqlTransaction transaction, EventTypes types) =>
        (this.page, this.transaction, this.types) = (page, transaction, types);

    /// <summary>In the order of the log.</summary>
    public IReadOnlyList<IEvent> Events => page.Events;

    /// <summary>The end of the page.</summary>
    public long Position => page.Position;

    /// <summary>The connection of the page's transaction.</summary>
    public NpgsqlConnection Connection => transaction.Connection!;

    /// <inheritdoc/>
    public void QueueSqlCommand(string sql, params object?[] parameters) => commands.Add(SqlCommands.Create(sql, parameters));

    /// <summary>Opens one table for many new rows, in the page's transaction; nothing else can be asked of <see cref="Connection"/> until it is completed.</summary>
    /// <remarks>A row that is there already fails the page; then the daemon goes on event by event, and whoever writes single rows can do it forgivingly.</remarks>
    /// <param name="table">One of the projection's.</param>
    /// <param name="columns">In the order in which the values will be written.</param>
    public Task<CopyRows> CopyAsync(string table, IReadOnlyList<string> columns, CancellationToken ct) =>
        CopyRows.BeginAsync(Connection, $"copy {table} ({string.Join(", ", columns)}) from stdin (format binary)", columns.Count, ct);

    /// <summary>Whole streams up to the end of this page, and not further: the same page always gives the same streams.</summary>
    /// <remarks>Read once for all projections that take in the page together. There may be more streams in the answer than were asked for.</remarks>
    public async Task<IReadOnlyDictionary<string, IEvent[]>> FetchStreamsAsync(IReadOnlyCollection<string> streamKeys, CancellationToken ct)
    {
        string[] missing = [.. streamKeys.Where(key => !page.Streams.ContainsKey(key))];
        if (missing.Length == 0) return page.Streams;
        await using var command = new NpgsqlCommand(EventReader.StreamsUpToSql, Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = missing },
                new NpgsqlParameter<long> { TypedValue = Position },
            },
        };
        foreach (var (key, events) in EventReader.ByStream(await EventReader.ReadAll(command, types, ct))) page.Streams[key] = events;
        return page.Streams;
    }

    /// <summary>Sends what was queued.</summary>
    internal async Task Flush(CancellationToken ct)
    {
        if (commands.Count == 0) return;
        await using var batch = new NpgsqlBatch(Connection, transaction);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
        commands.Clear();
    }
}

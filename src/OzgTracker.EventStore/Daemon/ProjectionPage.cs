using Npgsql;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Daemon;

/// <summary>Some settled events and the transaction in which read models take them in.</summary>
public sealed class ProjectionPage : IDocumentOperations
{
    readonly NpgsqlTransaction transaction;
    readonly EventTypes types;
    readonly List<NpgsqlBatchCommand> commands = [];

    internal ProjectionPage(EventPage page, NpgsqlTransaction transaction, EventTypes types) =>
        (Events, Position, this.transaction, this.types) = (page.Events, page.Position, transaction, types);

    /// <summary>In the order of the log.</summary>
    public IReadOnlyList<IEvent> Events { get; }

    /// <summary>The end of the page.</summary>
    public long Position { get; }

    /// <summary>The connection of the page's transaction.</summary>
    public NpgsqlConnection Connection => transaction.Connection!;

    /// <inheritdoc/>
    public void QueueSqlCommand(string sql, params object?[] parameters) => commands.Add(SqlCommands.Create(sql, parameters));

    /// <summary>Whole streams up to the end of this page, and not further: the same page always gives the same streams.</summary>
    public async Task<IReadOnlyDictionary<string, IEvent[]>> FetchStreamsAsync(IReadOnlyCollection<string> streamKeys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EventReader.StreamsUpToSql, Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. streamKeys] },
                new NpgsqlParameter<long> { TypedValue = Position },
            },
        };
        return EventReader.ByStream(await EventReader.ReadAll(command, types, ct));
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

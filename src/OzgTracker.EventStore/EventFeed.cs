using System.Runtime.CompilerServices;
using Npgsql;
using OzgTracker.EventStore.Settling;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore;

/// <summary>Some events in the order of the log.</summary>
/// <param name="Position">Everything up to here is in this page or was in one before; go on from here.</param>
/// <param name="Events">In the order of their positions; in a subscription never empty.</param>
public sealed record EventPage(long Position, IReadOnlyList<IEvent> Events)
{
    /// <summary>Streams up to the end of the page that a projection has fetched; the next one of the same page finds them here.</summary>
    internal Dictionary<string, IEvent[]> Streams { get; } = new(StringComparer.Ordinal);
}

/// <summary>The log in order: never an event skipped, never one twice.</summary>
public sealed class EventFeed
{
    readonly NpgsqlDataSource source;
    readonly EventTypes types;
    readonly Wakeups wakeups;
    readonly StoreOptions options;

    internal EventFeed(NpgsqlDataSource source, EventTypes types, Wakeups wakeups, StoreOptions options) =>
        (this.source, this.types, this.wakeups, this.options) = (source, types, wakeups, options);

    /// <summary>Reads on from a position for as long as <paramref name="ct"/> lets it; each enumeration is a subscription of its own.</summary>
    /// <param name="after">The last position already seen, 0 for all.</param>
    /// <remarks>
    /// A page ends at its last event and not at the settled position behind it: a number that was given to a transaction that was rolled back is on no disk, and after a
    /// crash of PostgreSQL it is given again. Whoever had passed it would miss that event.
    /// </remarks>
    public async IAsyncEnumerable<EventPage> SubscribeAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var wakeup = wakeups.Register();
        var settled = new SettledPosition(options.ReaderMode);
        while (true)
        {
            await using (var connection = await source.OpenConnectionAsync(ct)) await settled.Look(connection, ct);
            for (var read = after; read < settled.Value;)
            {
                EventPage page;
                await using (var connection = await source.OpenConnectionAsync(ct)) page = await ReadPage(connection, read, settled.Value, ct);
                read = page.Position;
                if (page.Events.Count == 0) continue;
                after = page.Events[^1].Sequence;
                yield return page with { Position = after };
            }

            await wakeup.WaitAsync(settled.IsWaiting ? options.SettleInterval : options.PollInterval, ct);
        }
    }

    /// <summary>The last position that has been given to any event, settled or not.</summary>
    public async Task<long> LastGivenAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(SettledPosition.LastGivenSql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A subscription to what is new, for everybody in the process.</summary>
    public LogTail Tail() => new(source, wakeups, options);

    /// <summary>Events behind a position as they stand in the log, in order.</summary>
    /// <param name="after">The last position already seen.</param>
    /// <param name="upTo">A position that has settled: that of a <see cref="LogTail"/>, or of an event that was seen.</param>
    /// <param name="limit">Most events.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<LoggedEvent>> ReadLoggedAsync(long after, long upTo, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await ReadLogged(connection, after, upTo, limit, ct);
    }

    internal static async Task<IReadOnlyList<LoggedEvent>> ReadLogged(NpgsqlConnection connection, long after, long upTo, int limit, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LoggedEvent.PageSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<long> { TypedValue = upTo },
                new NpgsqlParameter<int> { TypedValue = limit },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LoggedEvent>();
        while (await reader.ReadAsync(ct)) events.Add(LoggedEvent.Read(reader));
        return events;
    }

    internal async Task<EventPage> ReadPage(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EventReader.PageSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<long> { TypedValue = upTo },
                new NpgsqlParameter<int> { TypedValue = options.PageSize },
            },
        };
        var (events, isWhole) = await EventReader.ReadKnown(command, types, ct);
        return new EventPage(isWhole && events.Count < options.PageSize ? upTo : events[^1].Sequence, events);
    }
}

using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.EventStore.Daemon;
using OzgTracker.EventStore.Settling;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore;

/// <summary>What a store knows when it is opened.</summary>
public sealed class StoreOptions
{
    /// <summary>Npgsql connection string; the store adds prepared statements and UTC.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Events the daemon and a subscription read at once. Larger pages rebuild faster and make the first result later.</summary>
    public int PageSize { get; set; } = 1_000;

    /// <summary>The safety net under the wake-ups: nobody waits longer for an event than this.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon to look again while a writer is in flight.</summary>
    public TimeSpan SettleInterval { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How soon a standby daemon asks again whether it may lead.</summary>
    public TimeSpan StandbyInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most events in a block of the audit chain; a block that is full is sealed at once.</summary>
    public int AuditBlockSize { get; set; } = 10_000;

    /// <summary>No settled event of a running daemon stays unsealed for longer; each time costs a row, so shorter means more rows.</summary>
    public TimeSpan AuditInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Only the test of the rule sets this.</summary>
    public ReaderMode ReaderMode { get; set; }

    /// <summary>Where the store's background work reports trouble.</summary>
    public ILoggerFactory Logging { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Read models that the daemon keeps.</summary>
    public IList<Projection> Projections { get; } = [];

    internal EventTypes Types { get; } = new();

    internal Aggregates Aggregates { get; } = new();

    /// <summary>Gives a type its stored name for ever.</summary>
    public void MapEventType(Type type, string storedName, JsonTypeInfo json) => Types.Map(type, storedName, json);

    /// <summary>Says how a stream folds into a state; pure functions only.</summary>
    public void LiveStreamAggregation<TState, TEvent>(TState initial, Func<TState, TEvent, TState> evolve)
        where TEvent : notnull => Aggregates.Add(initial, evolve);
}

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

    /// <summary>Of the role that keeps the read models; the daemon uses the one of the store where this is null.</summary>
    public string? ProjectorConnectionString { get; set; }

    /// <summary>Events the daemon and a subscription read at once, where so many are there. Each page costs a commit and a step of everybody who follows the read models; a larger one is later.</summary>
    public int PageSize { get; set; } = 5_000;

    /// <summary>The safety net under the wake-ups: nobody waits longer for an event than this.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon to look again while a writer is in flight.</summary>
    public TimeSpan SettleInterval { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How soon a standby daemon asks again whether it may lead.</summary>
    public TimeSpan StandbyInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A leader that has said nothing for so long counts as frozen and is replaced; well above <see cref="PollInterval"/>, at which it looks when nothing happens.</summary>
    public TimeSpan LeaderSilence { get; set; } = TimeSpan.FromMilliseconds(1_400);

    /// <summary>How long a caller waits for a save; one that takes longer is an <see cref="UnknownOutcomeException"/> and goes on without it.</summary>
    public TimeSpan SaveTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most events in a block of the audit chain; a block that is full is sealed at once.</summary>
    public int AuditBlockSize { get; set; } = 10_000;

    /// <summary>No settled event of a running daemon stays unsealed for longer; each time costs a row, so shorter means more rows.</summary>
    public TimeSpan AuditInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Only the test of the rule sets this.</summary>
    public ReaderMode ReaderMode { get; set; }

    /// <summary>Only the fault suite sets this: the daemon then commits its progress before the page, as a careless one would, and a crash loses pages.</summary>
    public bool ProgressOutsideTransaction { get; set; }

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

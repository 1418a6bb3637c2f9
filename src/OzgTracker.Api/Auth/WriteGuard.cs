using System.Diagnostics.Metrics;
using System.Globalization;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Auth;

/// <summary>
/// Who may write, and whether the unit still exists, is decided on what is known in memory; the transaction of the write refuses when that has changed since. A request whose unit has moved is
/// decided anew; one whose API key was revoked is 401, as the next one would be.
/// </summary>
static class WriteGuard
{
    /// <summary>How often a request is decided anew before its client is told to come again.</summary>
    public const int Attempts = 3;

    const string Moved = "OZG01";
    const string KeyGone = "OZG02";
    /// <summary>$1 stream, $2 position, $3 kinds.</summary>
    const string UnitSql = """
        select ozg.refuse_moved(event.stream_id, event.seq_id)
          from log.mt_events as event
         where event.stream_id = $1
           and event.seq_id > $2
           and event.type = any($3)
         order by event.version desc
         limit 1
        """;

    /// <summary>$1 streams, $2 positions, $3 kinds.</summary>
    const string UnitsSql = """
        select ozg.refuse_moved(event.stream_id, event.seq_id)
          from unnest($1, $2) as known (stream, position)
          join log.mt_events as event on event.stream_id = known.stream
         where event.seq_id > known.position
           and event.type = any($3)
         order by event.seq_id desc
         limit 1
        """;

    /// <summary>A key may take itself back: what its own transaction does to it does not count.</summary>
    const string KeySql = """
        select ozg.refuse_key($1)
         where not exists (select
                             from ozg.api_key
                            where id = $1
                              and (revoked_at is null or xmin = pg_current_xact_id_if_assigned()::xid)
                              and expires_at > now())
        """;

    static readonly Meter Meter = new("OzgTracker.Api");
    static readonly Counter<long> DecidedAnew = Meter.CreateCounter<long>("ozg.writes.decided_anew", "{request}", "Writes whose unit moved between the look and the save.");

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The events that change for whom a key stands, or whether there is anybody to report for.</summary>
    static readonly string[] Kinds =
    [
        .. new[] { typeof(KeyChanged), typeof(AssociationChanged), typeof(MunicipalityMerged), typeof(MunicipalitySplit), typeof(MunicipalityDissolved) }
            .Select(type => DomainEvents.Names[type]),
    ];

    /// <summary>Lets the save fail when the caller's API key is no longer good, or one of the units no longer what was looked at.</summary>
    public static void Require(IDocumentOperations session, string subject, IReadOnlyList<KnownUnit> units)
    {
        if (ApiKeyHandler.KeyOf(subject) is { } key) session.QueueSqlCommand(KeySql, key);
        if (units is [var only]) session.QueueSqlCommand(UnitSql, Municipality.StreamKey(only.Id), only.Position, Kinds);
        else if (units.Count > 0) session.QueueSqlCommand(UnitsSql, units.Select(unit => Municipality.StreamKey(unit.Id)).ToArray(), units.Select(unit => unit.Position).ToArray(), Kinds);
    }

    /// <summary>Whether a save failed because of its unit; nothing was written then.</summary>
    public static bool HasMoved(PostgresException error) => error.SqlState == Moved;

    /// <summary>Whether a save failed because of its API key; nothing was written then.</summary>
    public static bool HasLostItsKey(PostgresException error) => error.SqlState == KeyGone;

    /// <summary>Waits until the registry knows what stopped the save.</summary>
    public static async Task CatchUp(PostgresException error, DocumentStore store, Registry registry, CancellationToken ct)
    {
        DecidedAnew.Add(1);
        if (long.TryParse(error.Hint, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) await store.Projections.WaitForAsync(position, Patience, ct);
        await registry.RefreshAsync(ct);
    }
}

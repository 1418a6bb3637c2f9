using System.Diagnostics.Metrics;
using System.Globalization;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Auth;

/// <summary>
/// Who may write for a unit, and whether it still exists, is decided on what the registry knows; the transaction of the write refuses when the unit has moved since, and the request is
/// then decided anew.
/// </summary>
static class TerritoryGuard
{
    /// <summary>How often a request is decided anew before its client is told to come again.</summary>
    public const int Attempts = 3;

    const string Moved = "OZG01";
    const string Sql = "select ozg.require_unmoved($1, $2, $3)";

    static readonly Meter Meter = new("OzgTracker.Api");
    static readonly Counter<long> DecidedAnew = Meter.CreateCounter<long>("ozg.writes.decided_anew", "{request}", "Writes whose unit moved between the look and the save.");

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The events that change for whom a key stands, or whether there is anybody to report for.</summary>
    static readonly string[] Kinds =
    [
        .. new[] { typeof(KeyChanged), typeof(AssociationChanged), typeof(MunicipalityMerged), typeof(MunicipalitySplit), typeof(MunicipalityDissolved) }
            .Select(type => DomainEvents.Names[type]),
    ];

    /// <summary>Lets the save fail when one of the units is no longer what was looked at.</summary>
    public static void Require(IDocumentOperations session, IReadOnlyCollection<KnownUnit> units)
    {
        if (units.Count > 0) session.QueueSqlCommand(Sql, units.Select(unit => Municipality.StreamKey(unit.Id)).ToArray(), units.Select(unit => unit.Position).ToArray(), Kinds);
    }

    /// <summary>Whether a save failed for this; nothing was written then.</summary>
    public static bool HasMoved(PostgresException error) => error.SqlState == Moved;

    /// <summary>Waits until the registry knows what stopped the save.</summary>
    public static async Task CatchUp(PostgresException error, DocumentStore store, Registry registry, CancellationToken ct)
    {
        DecidedAnew.Add(1);
        if (long.TryParse(error.Hint, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) await store.Projections.WaitForAsync(position, Patience, ct);
        await registry.RefreshAsync(ct);
    }
}

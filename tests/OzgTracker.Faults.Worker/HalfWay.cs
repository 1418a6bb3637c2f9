using System.Globalization;
using OzgTracker.EventStore.Schema;

namespace OzgTracker.Faults.Worker;

/// <summary>Migrations of which the last stops half-way until a lock is free.</summary>
public static class HalfWay
{
    public static IReadOnlyList<Migration> Migrations(long lockKey) =>
    [
        .. Migration.EventStore,
        new Migration("9000_half_way.sql", string.Create(CultureInfo.InvariantCulture, $"""
            set local lock_timeout = 0;
            create table ozg.first_half (number bigint);
            select pg_advisory_xact_lock({lockKey});
            create table ozg.second_half (number bigint)
            """)),
    ];
}

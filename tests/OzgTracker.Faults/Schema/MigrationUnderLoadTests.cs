using Npgsql;
using OzgTracker.EventStore.Schema;
using OzgTracker.Operations;

namespace OzgTracker.Faults.Schema;

/// <summary>F44: the schema of a newer program is applied while this one writes, once smoothly and once while a long read is in its way.</summary>
public sealed class MigrationUnderLoadTests() : FaultUnderLoad("F44", reports: 600)
{
    const double LongestWait = 2;

    const string LongestWaitSql = """
        select coalesce(max(extract(epoch from clock_timestamp() - lock.waitstart)), 0)::float8
          from pg_locks as lock
          join pg_stat_activity as session on session.pid = lock.pid
         where not lock.granted
           and session.datname = current_database()
        """;

    static readonly Migration Additive = new("9000_more.sql", "create table ozg.more (number bigint); alter table ozg.projection_failure add column more bigint");
    static readonly Migration Exclusive = new("9001_exclusive.sql", "lock table log.mt_events in access exclusive mode; create table ozg.even_more (number bigint)");

    double longest;
    bool gaveUp;

    [Test]
    public void No_writer_waited_for_longer_than_two_seconds() => Assert.That(longest, Is.LessThan(LongestWait + 1));

    [Test]
    public void A_migration_that_does_not_get_its_lock_gives_up_and_succeeds_later() => Assert.That(gaveUp, Is.True);

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 3);
        await Migrate(Additive);
        await AfterPart(clients, 2, 3);
        await using (var reader = await Connect(Direct))
        {
            await using (var read = new NpgsqlCommand("begin; select count(*) from log.mt_events", reader)) await read.ExecuteNonQueryAsync();
            var migrating = Migrate(Additive, Exclusive);
            await FaultRun.Until(
                async () =>
                {
                    longest = Math.Max(longest, await Ask<double>(LongestWaitSql));
                    return migrating.IsCompleted || longest > 2 * LongestWait;
                },
                "the migration gives up");
            gaveUp = migrating.IsFaulted;
        }

        await Migrate(Additive, Exclusive);
    }

    async Task Migrate(params Migration[] more)
    {
        await using var source = NpgsqlDataSource.Create(Direct);
        await new SchemaMigrator(source, [.. DatabaseSetup.Migrations, .. more]).MigrateAsync(CancellationToken.None);
    }
}

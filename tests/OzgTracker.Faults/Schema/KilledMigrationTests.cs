using System.Globalization;
using Npgsql;
using OzgTracker.EventStore.Schema;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Schema;

/// <summary>F45: a migration is killed half-way.</summary>
public sealed class KilledMigrationTests
{
    const long LockKey = 45_45;

    [Test]
    public async Task The_next_run_completes_it_and_one_more_changes_nothing()
    {
        var run = new FaultRun("F45");
        await using var database = await TestDatabase.EmptyAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var holding = await source.OpenConnectionAsync())
        {
            await using (var hold = new NpgsqlCommand($"select pg_advisory_lock({LockKey})", holding)) await hold.ExecuteNonQueryAsync();
            await using var killed = await WorkerProcess.Start("migrate", database.ConnectionString, LockKey.ToString(CultureInfo.InvariantCulture));
            await FaultRun.Until(async () => await Ask<long>(source, "select count(*) from pg_locks where locktype = 'advisory' and not granted") > 0, "it stands half-way");
            await killed.Kill();
            await using var free = new NpgsqlCommand($"select pg_advisory_unlock({LockKey})", holding);
            await free.ExecuteNonQueryAsync();
        }

        var migrator = new SchemaMigrator(source, HalfWay.Migrations(LockKey));
        Assert.That(await Ask<bool>(source, "select to_regclass('ozg.first_half') is null"), Is.True, "nothing of a half file is left");

        await using (var again = await WorkerProcess.Start("migrate", database.ConnectionString, LockKey.ToString(CultureInfo.InvariantCulture)))
            Assert.That(await again.Ended(), Is.Zero, again.Output);
        Assert.That(await Ask<bool>(source, "select to_regclass('ozg.second_half') is not null"), Is.True);
        Assert.That(await migrator.PendingAsync(CancellationToken.None), Is.Empty);
        Assert.That(await migrator.MigrateAsync(CancellationToken.None), Is.Empty);
        run.SayEnd("1 migration killed");
    }

    static async Task<T> Ask<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

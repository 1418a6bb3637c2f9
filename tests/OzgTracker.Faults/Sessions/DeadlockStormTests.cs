using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.Faults.Daemons;

namespace OzgTracker.Faults.Sessions;

/// <summary>F28: others lock the same streams in the opposite order, so that appends of several streams deadlock with them again and again.</summary>
/// <remarks>Idempotency keys take no part: nobody waits for one (<c>ozg.claim_idempotency_key</c>).</remarks>
public sealed class DeadlockStormTests() : DaemonFixture("F28")
{
    const int Writers = 4, Opponents = 4;

    [Test]
    public async Task Every_append_succeeds_once_or_is_refused_and_left_out()
    {
        var rounds = FaultRun.Times(25);
        await using (var known = Log.Store.LightweightSession())
        {
            foreach (var key in (string[])["storm-1", "storm-2"]) known.Events.StartStream(key, new Ticked(0));
            await known.SaveChangesAsync(CancellationToken.None);
        }

        using var stop = new CancellationTokenSource();
        var opponents = Enumerable.Range(0, Opponents).Select(_ => Task.Run(() => Oppose(stop.Token))).ToArray();
        var appended = (await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => Append(rounds))))).Sum();
        await stop.CancelAsync();
        var deadlocks = (await Task.WhenAll(opponents)).Sum();
        await StartDaemon();

        Assert.That(await Log.Ask<long>("select deadlocks from pg_stat_database where datname = current_database()") + deadlocks, Is.GreaterThan(0), "there was a storm");
        Assert.That(await Log.Ask<long>("select sum(version)::bigint from log.mt_streams"), Is.EqualTo(2 + (2 * appended)), "I2: once each");
        Assert.That(appended, Is.GreaterThan(0));
        await AllIsWell($"{appended} of {Writers * rounds} appended, {deadlocks} opponents gave way");
    }

    private protected override async Task<CountedDatabase> Create()
    {
        var log = await base.Create();
        var name = new NpgsqlConnectionStringBuilder(log.ConnectionString).Database;
        await using var command = log.Store.DataSource.CreateCommand($"alter database \"{name}\" set deadlock_timeout = '20ms'");
        await command.ExecuteNonQueryAsync();
        log.Store.DataSource.Clear();
        return log;
    }

    async Task<int> Append(int rounds)
    {
        var appended = 0;
        for (var round = 0; round < rounds; round++)
        {
            await using var session = Log.Store.LightweightSession();
            session.Events.Append("storm-1", new Ticked(round));
            session.Events.Append("storm-2", new Ticked(round));
            try
            {
                await session.SaveChangesAsync(CancellationToken.None);
                appended++;
            }
            catch (ConcurrencyException)
            {
                // Somebody else won ten times in a row; nothing was written.
            }
        }

        return appended;
    }

    async Task<int> Oppose(CancellationToken ct)
    {
        var gaveWay = 0;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Log.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        while (!ct.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            try
            {
                foreach (var key in (string[])["storm-2", "storm-1"])
                {
                    await using var touch = new NpgsqlCommand("update log.mt_streams set timestamp = timestamp where id = $1", connection, transaction) { Parameters = { new() { Value = key } } };
                    await touch.ExecuteNonQueryAsync(CancellationToken.None);
                }

                await transaction.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                gaveWay++;
            }
        }

        return gaveWay;
    }
}

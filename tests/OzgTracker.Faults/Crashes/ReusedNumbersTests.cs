using OzgTracker.Faults.Daemons;
using Npgsql;

namespace OzgTracker.Faults.Crashes;

/// <summary>
/// F09, one step further: a writer takes numbers and rolls back, which PostgreSQL does not flush; after a crash it gives the same numbers again. A
/// consumer that had passed them must not miss what gets them then.
/// </summary>
public sealed class ReusedNumbersTests() : DaemonFixture("F09")
{
    static readonly TimeSpan TwoPolls = TimeSpan.FromSeconds(1);

    PostgresServer server = null!;

    [Test]
    public async Task A_number_that_was_given_twice_is_not_missed()
    {
        await Log.Append(Run, 50);
        await using (var writer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Log.ConnectionString) { Pooling = false }.ConnectionString))
        {
            await writer.OpenAsync();
            await using var rolledBack = new NpgsqlCommand(
                "begin; insert into log.mt_streams (id, version) values ('never', 1); select nextval('log.mt_events_sequence') from generate_series(1, 40); rollback", writer);
            await rolledBack.ExecuteNonQueryAsync();
        }

        var given = await Log.Store.Feed.LastGivenAsync(CancellationToken.None);
        // Whoever believes in numbers of writers that rolled back does so at the next poll.
        await Task.WhenAny(Watch.Reaches(given), Task.Delay(TwoPolls));
        await server.KillAll();
        await server.Start();
        Log.Store.DataSource.Clear();
        Run.Say($"{given} was given before the crash, {await Log.Store.Feed.LastGivenAsync(CancellationToken.None)} after it");
        await StartDaemon();
        await Log.Append(Run, 50);

        await AllIsWell("1 crash");
    }

    private protected override async Task<CountedDatabase> Create()
    {
        server = await OwnServer.Start(new Dictionary<string, string> { ["wal_writer_delay"] = "10s", ["wal_writer_flush_after"] = "0", ["checkpoint_timeout"] = "1h" });
        return await CountedDatabase.On(server);
    }
}

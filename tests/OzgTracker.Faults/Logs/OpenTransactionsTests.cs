using Npgsql;
using OzgTracker.Faults.Daemons;

namespace OzgTracker.Faults.Logs;

/// <summary>F23 and F24: transactions that stay open, idle or prepared, in this database and in another.</summary>
public sealed class OpenTransactionsTests() : DaemonFixture("F23, F24")
{
    const string AppendRaw =
        """
        insert into log.mt_streams (id, version) values ('raw-1', 1);
        insert into log.mt_events (seq_id, id, stream_id, version, data, type) values (nextval('log.mt_events_sequence'), gen_random_uuid(), 'raw-1', 1, '{"Number":1}', 'ticked')
        """;

    PostgresServer server = null!;

    [Test]
    public async Task Idle_ones_that_wrote_elsewhere_or_only_took_a_number_stop_nobody()
    {
        await using var same = await Begin(Log.ConnectionString, "create table public.elsewhere (number bigint); insert into public.elsewhere values (1)");
        await using var number = await Begin(Log.ConnectionString, "select nextval('log.mt_events_sequence')");
        await using var reader = await Begin(Log.ConnectionString, "select count(*) from log.mt_events");
        await using var other = await Begin(server.ConnectionStringTo("postgres"), "create table public.elsewhere (number bigint)");

        await Watch.Reaches(await Log.Append(Run, 50));
        await StartDaemon();
        await AllIsWell("4 open transactions");
    }

    [Test]
    public async Task Prepared_ones_that_wrote_elsewhere_stop_nobody()
    {
        await (await Begin(Log.ConnectionString, "create table public.elsewhere (number bigint); insert into public.elsewhere values (1); prepare transaction 'same'")).DisposeAsync();
        await (await Begin(server.ConnectionStringTo("postgres"), "create table public.elsewhere (number bigint); prepare transaction 'other'")).DisposeAsync();

        await Watch.Reaches(await Log.Append(Run, 50));
        await StartDaemon();
        await AllIsWell("2 prepared transactions");
    }

    [Test]
    public async Task A_prepared_one_that_wrote_to_the_log_is_waited_for_and_then_seen_in_its_place()
    {
        await StartDaemon();
        await (await Begin(Log.ConnectionString, AppendRaw + "; prepare transaction 'writer'")).DisposeAsync();
        await Log.Append(Run, FaultRun.Times(300));
        await Execute("commit prepared 'writer'");

        Assert.That(await Log.Ask<long>("select count(*) from log.mt_events where stream_id = 'raw-1'"), Is.EqualTo(1));
        await AllIsWell("1 prepared writer");
    }

    [Test]
    public async Task An_idle_one_that_wrote_to_the_log_is_ended_by_its_timeout()
    {
        await using var idle = await Begin(Log.ConnectionString, "set idle_in_transaction_session_timeout = '300ms'; " + AppendRaw);
        await StartDaemon();

        await Watch.Reaches(await Log.Append(Run, 50));
        await AllIsWell("1 idle writer");
    }

    private protected override async Task<CountedDatabase> Create()
    {
        server = await OwnServer.Start(new Dictionary<string, string> { ["max_prepared_transactions"] = "10" });
        return await CountedDatabase.On(server);
    }

    static async Task<NpgsqlConnection> Begin(string connectionString, string sql)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    async Task Execute(string sql)
    {
        await using var command = Log.Store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

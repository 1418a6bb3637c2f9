using Npgsql;
using OzgTracker.EventStore.Schema;
using OzgTracker.Operations;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Hosting;

/// <summary>What the roles of <c>deploy/postgres/roles.sql</c> may and may not, in a database that an API serves under them.</summary>
public sealed class RolesTests : ApiFixture
{
    const string NoRight = "42501";

    [OneTimeSetUp]
    public async Task ReportOnce()
    {
        await Report(Bonn, Residence, new { level = 1 });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task The_API_works_under_the_app_s_and_the_projector_s_login_only()
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(
            "select distinct usename::text from pg_stat_activity where datname = current_database() and application_name like 'ozgtracker%' order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        var logins = new List<string>();
        while (await reader.ReadAsync()) logins.Add(reader.GetString(0));

        Assert.That(logins, Is.EqualTo((string[])[Roles.App, Roles.Projector]));
    }

    [TestCase("update log.mt_events set data = '{}'")]
    [TestCase("update log.mt_events set is_archived = true")]
    [TestCase("delete from log.mt_events")]
    [TestCase("truncate log.mt_events")]
    [TestCase("truncate log.mt_streams cascade")]
    [TestCase("delete from log.mt_streams")]
    [TestCase("update log.mt_streams set id = 'other'")]
    [TestCase("update log.mt_streams set is_archived = true")]
    [TestCase("alter table log.mt_events disable trigger all")]
    [TestCase("drop table log.mt_events")]
    [TestCase("select setval('log.mt_events_sequence', 1)")]
    [TestCase("update log.mt_event_progression set last_seq_id = 0")]
    [TestCase("delete from read.status")]
    [TestCase("delete from ozg.idempotency")]
    [TestCase("update ozg.idempotency set status = 500")]
    [TestCase("delete from ozg.access_event")]
    [TestCase("update ozg.access_event set subject = 'other'")]
    [TestCase("truncate ozg.access_event")]
    [TestCase("insert into ozg.access_event (at, kind) values ('2020-01-01', 'admin-act')")]
    [TestCase("insert into ozg.access_event (id, kind) overriding system value values (1, 'admin-act')")]
    [TestCase("select ozg.forget_subject('dev-admin')")]
    [TestCase("alter table ozg.access_event add column mine integer")]
    [TestCase("delete from ozg.migration")]
    [TestCase("update ozg.secret set value = ''")]
    [TestCase("delete from ozg.api_key")]
    [TestCase("update ozg.api_key set role = 'admin'")]
    [TestCase("update ozg.api_key set keys = '{01}'")]
    [TestCase("update ozg.api_key set name = 'other', created_by = 'other'")]
    [TestCase("create table public.mine (x int)")]
    [TestCase("create table ozg.mine (x int)")]
    [TestCase("create schema mine")]
    [TestCase("set role ozg_owner")]
    public Task The_application_can_neither_change_nor_take_away_what_happened(string sql) => AssertRefused(Roles.App, sql);

    [TestCase("insert into log.mt_streams (id, version) values ('x', 1)")]
    [TestCase("insert into log.mt_events (seq_id, id, stream_id, version, data, type) values (1000000, gen_random_uuid(), 'x', 1, '{}', 'x')")]
    [TestCase("select nextval('log.mt_events_sequence')")]
    [TestCase("update log.mt_streams set version = version + 1")]
    [TestCase("delete from log.mt_events")]
    [TestCase("select * from ozg.secret")]
    [TestCase("select * from ozg.idempotency")]
    [TestCase("select * from ozg.api_key")]
    [TestCase("select ozg.purge_idempotency(interval '1 day', 1)")]
    [TestCase("select * from ozg.access_event")]
    [TestCase("insert into ozg.access_event (kind) values ('stopped')")]
    [TestCase("delete from ozg.access_event")]
    [TestCase("select ozg.purge_access_event(interval '1 day', 1)")]
    [TestCase("select ozg.forget_subject('dev-admin')")]
    [TestCase("create table read.mine (x int)")]
    public Task The_projector_appends_nothing(string sql) => AssertRefused(Roles.Projector, sql);

    [TestCase("select * from log.mt_events")]
    [TestCase("select * from ozg.idempotency")]
    [TestCase("select * from ozg.api_key")]
    [TestCase("select * from ozg.access_event")]
    [TestCase("insert into ozg.access_event (kind) values ('stopped')")]
    [TestCase("select ozg.purge_access_event(interval '1 day', 1)")]
    [TestCase("insert into read.status (municipality) values ('x')")]
    [TestCase("delete from read.status")]
    [TestCase("call ozg.claim_idempotency_key('a', 'b', 'c', 'd', interval '1 day')")]
    [TestCase("create table public.mine (x int)")]
    public async Task BI_writes_nothing_and_sees_no_log(string sql)
    {
        await AssertRefused(Roles.Bi, sql, "25006", NoRight);
        await AssertRefused(Roles.Bi, "begin; set transaction read write; " + sql, NoRight);
    }

    [Test]
    public async Task BI_sees_its_own_views_and_nothing_behind_them()
    {
        Assert.That(await Ask<long>(Roles.Bi, "select count(*) from bi.fact_status"), Is.EqualTo(1));
        var behind = (await Ask<string>(Roles.App, "select string_agg(relname, ',') from pg_class where relnamespace = 'read'::regnamespace and relkind in ('r', 'v')")).Split(',');
        foreach (var name in behind) await AssertRefused(Roles.Bi, $"select * from read.{name}");
        Assert.That(await Ask<string>(Roles.Bi, "show statement_timeout"), Is.EqualTo("1min"));
        Assert.That(await Ask<string>(Roles.Bi, "show temp_file_limit"), Is.EqualTo("4GB"));
        Assert.That(await Ask<string>(Roles.Bi, "show default_transaction_read_only"), Is.EqualTo("on"));
    }

    [TestCase(Roles.Owner)]
    [TestCase(Roles.App)]
    [TestCase(Roles.Projector)]
    [TestCase(Roles.Bi)]
    public async Task Nobody_holds_an_idle_transaction_for_ever(string login) =>
        Assert.That(await Ask<string>(login, "show idle_in_transaction_session_timeout"), Is.Not.EqualTo("0"));

    [Test]
    public async Task The_application_cannot_forget_an_answer_that_clients_may_count_on()
    {
        var key = Guid.NewGuid().ToString();
        await Do(Roles.App, $"insert into ozg.idempotency (client, method, route, key, fingerprint, status, body) values ('c', 'POST', '/', '{key}', '', 201, '')");

        await Do(Roles.App, "select ozg.purge_idempotency(interval '0', 1000)");

        Assert.That(await Ask<long>(Roles.App, $"select count(*) from ozg.idempotency where key = '{key}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_application_cannot_forget_an_access_event_of_the_last_day()
    {
        var code = Guid.NewGuid().ToString();
        await Do(Roles.App, $"insert into ozg.access_event (kind, code) values ('refused', '{code}')");

        await Do(Roles.App, "select ozg.purge_access_event(interval '0', 1000)");

        Assert.That(await Ask<long>(Roles.App, $"select count(*) from ozg.access_event where code = '{code}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Only_the_owner_erases_a_subject() => Assert.That(await Ask<long>(Roles.Owner, "select ozg.forget_subject('nobody')"), Is.Zero);

    [Test]
    public async Task What_the_owner_makes_later_can_be_used_by_those_who_need_it()
    {
        await Do(Roles.Owner, "create table read.later_v1 (x int); create view read.later as select * from read.later_v1");

        await Do(Roles.Projector, "insert into read.later_v1 values (1)");
        Assert.That(await Ask<int>(Roles.App, "select x from read.later_v1"), Is.EqualTo(1));
        Assert.That(await Ask<string>(Roles.App, "select tableowner::text from pg_tables where tablename = 'later_v1'"), Is.EqualTo("ozg_owner"));
        await Roles.ApplyAsync(App.OwnerConnectionString);
        await AssertRefused(Roles.Bi, "select * from read.later");
    }

    [Test]
    public async Task Running_it_again_changes_nothing()
    {
        await Roles.ApplyAsync(App.OwnerConnectionString);
        var once = await Rights();

        await Roles.ApplyAsync(App.OwnerConnectionString);

        Assert.That(await Rights(), Is.EqualTo(once));

        Task<string> Rights() => Ask<string>(Roles.App, """
            select string_agg(line, E'\n' order by line)
              from (select format('%s %s %s', oid::regclass, relowner::regrole, (select string_agg(acl::text, ',' order by acl::text) from unnest(relacl) as acl)) as line
                      from pg_class where relnamespace in ('log'::regnamespace, 'ozg'::regnamespace, 'read'::regnamespace)) as lines
            """);
    }

    [Test]
    public async Task Where_something_is_missing_the_application_says_who_has_to_do_what_and_the_owner_does_it()
    {
        await using var database = await CloneAsync();
        await Roles.ApplyAsync(database.ConnectionString);
        await using var store = OzgStore.Open(Roles.As(Roles.App, database.ConnectionString));
        Assert.That((await DatabaseSetup.EnsureAsync(store, null, CancellationToken.None)).Migrations, Is.Empty);
        await using (var owner = NpgsqlDataSource.Create(database.ConnectionString))
        await using (var undo = owner.CreateCommand("""
            drop table ozg.idempotency;
            drop procedure ozg.claim_idempotency_key;
            drop function ozg.purge_idempotency;
            delete from ozg.migration where name = '0003_idempotency.sql'
            """)) await undo.ExecuteNonQueryAsync();

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => DatabaseSetup.EnsureAsync(store, null, CancellationToken.None));
        Assert.That(refusal!.Message, Does.Contain("0003_idempotency.sql").And.Contain("ozg migrate").And.Contain("roles.sql"));

        var done = await DatabaseSetup.EnsureAsync(store, Roles.As(Roles.Owner, database.ConnectionString), CancellationToken.None);
        Assert.That(done.Migrations, Is.EqualTo((string[])["0003_idempotency.sql"]));
    }

    async Task AssertRefused(string login, string sql, params string[] sqlStates)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Do(login, sql));
        Assert.That(refusal!.SqlState, Is.AnyOf(sqlStates.Length == 0 ? [NoRight] : sqlStates), $"{sql}: {refusal.MessageText}");
    }

    async Task Do(string login, string sql)
    {
        await using var connection = await Connect(login);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task<T> Ask<T>(string login, string sql)
    {
        await using var connection = await Connect(login);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    async Task<NpgsqlConnection> Connect(string login)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Roles.As(login, App.OwnerConnectionString)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

using Npgsql;
using OzgTracker.EventStore.Schema;
using OzgTracker.Testing;

namespace OzgTracker.EventStore.Tests.Schema;

public sealed class MigrateTests
{
    const long Door = 42;

    static readonly Migration First = new("0001_first.sql", "create table first (id int)");
    static readonly Migration Second = new("0002_second.sql", "create table second (id int)");

    /// <summary>Stands half-way until the test lets it through.</summary>
    static readonly Migration Halted = new("0002_second.sql", $"create table second (id int); select pg_advisory_xact_lock({Door})");

    TestDatabase database = null!;
    NpgsqlDataSource owner = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        database = await TestDatabase.EmptyAsync();
        owner = NpgsqlDataSource.Create(database.ConnectionString);
    }

    [TearDown]
    public async Task DropDatabase()
    {
        await owner.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Files_are_applied_in_order_and_once()
    {
        Assert.That(await Migrate(First, Second), Is.EqualTo((string[])[First.Name, Second.Name]));
        Assert.That(await Migrate(First, Second), Is.Empty);
    }

    [Test]
    public async Task Only_what_is_missing_is_pending()
    {
        var migrator = new SchemaMigrator(owner, [First, Second]);

        Assert.That(await migrator.PendingAsync(CancellationToken.None), Is.EqualTo((string[])[First.Name, Second.Name]));
        await Migrate(First);
        Assert.That(await migrator.PendingAsync(CancellationToken.None), Is.EqualTo((string[])[Second.Name]));
    }

    [Test]
    public async Task A_file_that_was_changed_after_it_was_applied_is_refused()
    {
        await Migrate(First);

        var changed = First with { Sql = First.Sql + " -- mended" };
        Assert.That(async () => await Migrate(changed, Second), Throws.TypeOf<SchemaException>().With.Message.Contains(First.Name));
        Assert.That(await TableExists("second"), Is.False);
    }

    [Test]
    public async Task Line_ends_of_another_system_are_no_change()
    {
        await Migrate(new Migration(First.Name, "create table first (\n    id int)"));

        Assert.That(await Migrate(new Migration(First.Name, "create table first (\r\n    id int)")), Is.Empty);
    }

    [Test]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await Migrate(First, Second);

        Assert.That(async () => await Migrate(First), Throws.TypeOf<SchemaException>().With.Message.Contains(Second.Name));
        Assert.That(
            async () => await new SchemaMigrator(owner, [First]).PendingAsync(CancellationToken.None),
            Throws.TypeOf<SchemaException>().With.Message.Contains(Second.Name));
    }

    [Test]
    public async Task A_file_that_fails_leaves_nothing_and_the_lock_is_free()
    {
        var broken = Second with { Sql = "create table second (id int); select 1 / 0" };

        Assert.That(async () => await Migrate(First, broken), Throws.TypeOf<PostgresException>());
        Assert.That(await TableExists("second"), Is.False);
        Assert.That(await Migrate(First, Second), Is.EqualTo((string[])[Second.Name]));
    }

    [Test]
    public async Task A_run_killed_half_way_leaves_nothing_and_the_next_goes_on()
    {
        await using (var door = await owner.OpenConnectionAsync())
        {
            await Execute(door, $"select pg_advisory_lock({Door})");
            var killed = Migrate(First, Halted);
            await KillWhoWaitsAtTheDoor(door);
            Assert.That(async () => await killed, Throws.InstanceOf<NpgsqlException>());
            await Execute(door, $"select pg_advisory_unlock({Door})");
        }

        Assert.That(await TableExists("second"), Is.False);
        Assert.That(await Migrate(First, Halted), Is.EqualTo((string[])[Halted.Name]));
    }

    [Test]
    public async Task Several_processes_at_once_apply_each_file_once()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Migrate(First, Second))));

        Assert.That(runs.SelectMany(names => names), Is.EqualTo((string[])[First.Name, Second.Name]));
    }

    Task<IReadOnlyList<string>> Migrate(params Migration[] migrations) => new SchemaMigrator(owner, migrations).MigrateAsync(CancellationToken.None);

    async Task<bool> TableExists(string table)
    {
        await using var command = owner.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.Add(new() { Value = table });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    static async Task KillWhoWaitsAtTheDoor(NpgsqlConnection connection)
    {
        while (await Execute(connection, $"select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = {Door} and not granted") is null)
            await Task.Yield();
    }

    static async Task<object?> Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

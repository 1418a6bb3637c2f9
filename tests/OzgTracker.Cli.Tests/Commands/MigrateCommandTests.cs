namespace OzgTracker.Cli.Tests.Commands;

public sealed class MigrateCommandTests : CliFixture
{
    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    [Test]
    public async Task An_empty_database_is_migrated_once()
    {
        var first = await Ozg.Run("migrate");
        var second = await Ozg.Run("migrate");

        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(first.Out, Does.Contain("0001_event_store.sql").And.Contain("status").And.Contain("ozg-1.1"));
        Assert.That((second.ExitCode, second.Out.Trim()), Is.EqualTo((0, "Nothing was missing.")));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_dry_run_lists_what_is_missing_and_writes_nothing()
    {
        var answer = await Ozg.Run("migrate", "--dry-run");

        Assert.That(answer.ExitCode, Is.Zero);
        Assert.That(answer.Out, Does.StartWith("Missing: 0001_event_store.sql"));
        Assert.That(await Ozg.Scalar("select count(*) from pg_namespace where nspname in ('log', 'ozg', 'read')"), Is.Zero);
    }

    [Test]
    public async Task Json_tells_what_was_done()
    {
        var answer = await Ozg.Run("migrate", "--json");

        Assert.That(answer.Json.GetProperty("migrations").EnumerateArray().First().GetString(), Is.EqualTo("0001_event_store.sql"));
        Assert.That((await Ozg.Run("migrate", "--dry-run", "--json")).Json.GetProperty("migrations").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_database_of_a_newer_program_is_refused_in_one_line()
    {
        await Ozg.Run("migrate");
        await Ozg.Scalar("insert into ozg.migration (name, checksum) values ('9999_future.sql', repeat('0', 64))");

        var answer = await Ozg.Run("migrate");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error.Trim().Split('\n'), Has.One.StartsWith("error: The database has the migration 9999_future.sql of a newer program"));
    }
}

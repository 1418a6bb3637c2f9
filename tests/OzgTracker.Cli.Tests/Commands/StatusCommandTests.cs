using OzgTracker.Operations;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class StatusCommandTests : CliFixture
{
    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    [Test]
    public async Task An_empty_database_needs_a_migration()
    {
        var answer = await Ozg.Run("status");

        Assert.That(answer.ExitCode, Is.EqualTo(4));
        Assert.That(answer.Out, Does.Contain("missing: 0001_event_store.sql").And.Contain("ozg migrate"));
        Assert.That(await Ozg.Scalar("select to_regclass('ozg.migration') is null"), Is.True);
    }

    [Test]
    public async Task It_counts_what_was_taken_in()
    {
        await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));
        await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services));

        var text = await Ozg.Run("status");
        var json = (await Ozg.Run("status", "--json")).Json;

        Assert.That(text.ExitCode, Is.Zero, text.Error);
        Assert.That(text.Out, Does.Contain("2 gemeinde").And.Contain("1 kreis").And.Contain("Services     2 with 0 LeiKa services").And.Contain("Starter set  no"));
        Assert.That(json.GetProperty("figures").GetProperty("events").GetInt64(), Is.EqualTo(8));
        Assert.That(json.GetProperty("lastPosition").GetInt64(), Is.EqualTo(8));
        Assert.That(
            json.GetProperty("readModels").EnumerateArray().Select(model => model.GetProperty("name").GetString()),
            Is.SupersetOf((string[])["municipality", "service", "status"]));
        Assert.That(json.GetProperty("readModels").EnumerateArray().Select(model => model.GetProperty("position").GetInt64()), Is.All.EqualTo(8));
    }

    [Test]
    public async Task A_read_model_that_stands_still_is_named_with_its_event()
    {
        await Ozg.Run("migrate");
        await Ozg.Scalar("""
            insert into ozg.projection_failure (name, position, event_type, error)
            select name, 17, 'municipality_registered', 'no room' from log.mt_event_progression where name like 'ozgtracker:municipality_v%'
            """);

        var answer = await Ozg.Run("status");

        Assert.That(answer.ExitCode, Is.EqualTo(4));
        Assert.That(answer.Out, Does.Contain("stands still at 17 (municipality_registered): no room"));
    }

    [Test]
    public async Task A_home_without_a_database_stays_without_one()
    {
        var home = Path.Combine(Path.GetTempPath(), $"ozg-none-{Guid.NewGuid():N}");

        var answer = await Ozg.Run(new OzgSettings(null, home), "status", "--json");

        Assert.That(answer.ExitCode, Is.EqualTo(4));
        Assert.That(answer.Json.GetProperty("missingMigrations").GetArrayLength(), Is.Positive);
        Assert.That(Directory.Exists(home), Is.False);
    }
}

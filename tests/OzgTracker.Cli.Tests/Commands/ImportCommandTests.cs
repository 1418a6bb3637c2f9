using System.Text.Json;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class ImportCommandTests : CliFixture
{
    [Test]
    public async Task Units_of_a_file_can_be_seen_when_the_command_ends()
    {
        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Gemeinden +2\n").And.Match("Kreise, .* +1\n").And.Match("Gemeindeverbände +1\n").And.Match("Inhabitants +12,070\n"));
        Assert.That(answer.Out, Does.Contain("Recorded 4 events: 4 added, 0 changed, 0 unchanged"));
        Assert.That(answer.Error, Is.Empty);
        Assert.That(await Ozg.Count("read.municipality"), Is.EqualTo(4));
    }

    [Test]
    public async Task The_same_file_again_records_nothing()
    {
        var file = Ozg.FileOf(OfficialFiles.Municipalities);
        await Ozg.Run("import", "municipalities", file);
        var before = await Ozg.Count("log.mt_events");

        var again = await Ozg.Run("import", "municipalities", file);

        Assert.That(again.ExitCode, Is.Zero);
        Assert.That(again.Out, Does.Contain("Recorded 0 events: 0 added, 0 changed, 4 unchanged"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_dry_run_decides_everything_and_writes_nothing()
    {
        var before = await Ozg.Count("log.mt_events");

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities), "--dry-run");

        Assert.That(answer.ExitCode, Is.Zero);
        Assert.That(answer.Out, Does.Contain("Would record 4 events: 4 added").And.Contain("nothing was written"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_file_cut_in_the_middle_of_a_line_loses_that_line_only()
    {
        string[] cut = [.. OfficialFiles.Municipalities.SkipLast(1), OfficialFiles.Municipalities[^1][..97]];

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(cut));

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("Left out: 1 not read").And.Contain("line 5, position 98"));
        Assert.That(await Ozg.Count("read.municipality"), Is.EqualTo(3));
    }

    [Test]
    public async Task Json_names_line_position_and_reason_of_what_was_left_out()
    {
        string[] cut = [.. OfficialFiles.Municipalities.SkipLast(1), OfficialFiles.Municipalities[^1][..97]];

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(cut), "--json");

        var report = answer.Json.GetProperty("report");
        var error = report.GetProperty("errors").EnumerateArray().Single();
        Assert.That((answer.ExitCode, answer.Json.GetProperty("exitCode").GetInt32(), answer.Error), Is.EqualTo((3, 3, "")));
        Assert.That(report.GetProperty("figures").GetProperty("municipalities").GetInt64(), Is.EqualTo(1));
        Assert.That((error.GetProperty("line").GetInt32(), error.GetProperty("position").GetInt32()), Is.EqualTo((5, 98)));
        Assert.That(error.GetProperty("reason").GetString(), Is.Not.Empty);
        Assert.That(answer.Json.GetProperty("readModels").GetProperty("reached").GetBoolean(), Is.True);
    }

    [Test]
    public async Task A_terminal_gets_the_first_twenty_problems_and_json_all()
    {
        string[] file = [.. OfficialFiles.Municipalities, .. Enumerable.Repeat(OfficialFiles.Municipalities[2], 30)];

        var text = await Ozg.Run("import", "municipalities", Ozg.FileOf(file));
        var json = await Ozg.Run("import", "municipalities", Ozg.FileOf(file), "--json");

        Assert.That(text.Error.Split('\n').Count(line => line.StartsWith("  line ", StringComparison.Ordinal)), Is.EqualTo(20));
        Assert.That(text.Error, Does.Contain("and 10 more; --json lists them."));
        Assert.That(json.Json.GetProperty("report").GetProperty("errors").GetArrayLength(), Is.EqualTo(30));
    }

    [Test]
    public async Task Quiet_leaves_only_problems()
    {
        var clean = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities), "--quiet");
        var cut = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities.Append(OfficialFiles.Municipalities[2][..50])), "-q");

        Assert.That((clean.ExitCode, clean.Out, clean.Error), Is.EqualTo((0, "", "")));
        Assert.That((cut.ExitCode, cut.Out), Is.EqualTo((3, "")));
        Assert.That(cut.Error, Does.Contain("line 6"));
    }

    [Test]
    public async Task Services_and_then_their_leika_services_are_taken_in()
    {
        var services = await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services));
        var leika = await Ozg.Run("import", "leika", Ozg.FileOf(OfficialFiles.Leika));
        var again = await Ozg.Run("import", "leika", Ozg.FileOf(OfficialFiles.Leika), "--json");

        Assert.That((services.ExitCode, leika.ExitCode), Is.EqualTo((0, 0)), services.Error + leika.Error);
        Assert.That(again.Json.GetProperty("report").GetProperty("events").GetInt32(), Is.Zero);
        Assert.That(await Ozg.Count("read.service"), Is.EqualTo(2));
        Assert.That(await Ozg.Count("read.leika_service"), Is.EqualTo(2));
    }

    [Test]
    public async Task Leika_services_without_the_catalogue_are_refused_with_the_remedy()
    {
        var answer = await Ozg.Run("import", "leika", Ozg.FileOf(OfficialFiles.Leika));

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("2 refused by a rule").And.Contain("line 2 (service-10000)").And.Contain("import the service catalogue first"));
    }

    [TestCase("municipalities")]
    [TestCase("services")]
    [TestCase("leika")]
    public async Task A_file_of_another_kind_is_a_failure(string kind)
    {
        var answer = await Ozg.Run("import", kind, Ozg.FileOf("{", "  \"not\": \"official\"", "}"));

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.StartWith("error: nothing of this file could be read."));
    }

    [Test]
    public async Task A_file_that_is_not_there_or_has_nothing_in_it_is_named()
    {
        var missing = await Ozg.Run("import", "services", "/nowhere/file.csv");
        var directory = await Ozg.Run("import", "services", Path.GetTempPath());
        var empty = await Ozg.Run("import", "services", Ozg.FileOf());

        Assert.That((missing.ExitCode, directory.ExitCode, empty.ExitCode), Is.EqualTo((1, 1, 1)));
        Assert.That(missing.Error.Trim(), Is.EqualTo("error: There is no file /nowhere/file.csv."));
        Assert.That(directory.Error, Does.Contain("is a directory"));
        Assert.That(empty.Error, Does.Contain("is empty"));
    }

    [Test]
    public async Task A_database_with_the_starter_set_is_warned_of()
    {
        await using (var store = Ozg.OpenStore()) await StarterSet.LoadAsync(store, CancellationToken.None);

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));

        Assert.That(answer.ExitCode, Is.Zero);
        Assert.That(answer.Error, Does.StartWith("warning: this database holds the starter set"));
    }

    [Test]
    public async Task The_read_models_are_left_to_a_daemon_that_leads_already()
    {
        await using var store = Ozg.OpenStore();
        using var stop = new CancellationTokenSource();
        var daemon = store.BuildProjectionDaemon();
        var running = daemon.RunAsync(stop.Token);
        Assert.That(() => daemon.IsLeader, Is.True.After(10_000, 20));

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities), "--json");
        var stillLeads = daemon.IsLeader;
        await stop.CancelAsync();
        await running;

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(stillLeads, Is.True);
        Assert.That(await Ozg.Count("read.municipality"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_read_model_that_stands_still_is_told_after_everything_is_recorded()
    {
        await Ozg.Scalar("alter table read.municipality_v2 add constraint broken check (kind <> 'kreis')");

        var answer = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));
        await Ozg.Scalar("alter table read.municipality_v2 drop constraint broken");
        var after = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));

        Assert.That(answer.ExitCode, Is.EqualTo(4));
        Assert.That(answer.Error, Does.Contain("read model municipality stands still").And.Contain("everything is recorded"));
        Assert.That((after.ExitCode, await Ozg.Count("read.municipality")), Is.EqualTo((0, 4L)), after.Error);
    }
}

public sealed class ImportIntoAnEmptyDatabaseTests : CliFixture
{
    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    [Test]
    public async Task An_import_migrates_first()
    {
        var answer = await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services), "--json");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Json.GetProperty("report").GetProperty("added").GetInt32(), Is.EqualTo(2));
        Assert.That(answer.Json.GetProperty("starterSet").ValueKind, Is.EqualTo(JsonValueKind.False));
    }

    [Test]
    public async Task A_dry_run_does_not()
    {
        var answer = await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services), "--dry-run");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("ozg migrate"));
        Assert.That(await Ozg.Scalar("select to_regclass('ozg.migration') is null"), Is.True);
    }
}

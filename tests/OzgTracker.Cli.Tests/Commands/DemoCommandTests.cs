using OzgTracker.Cli.Imports;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class DemoCommandTests : CliFixture
{
    [Test]
    public async Task Synthetic_germany_can_be_seen_when_the_command_ends_and_comes_once()
    {
        await ImportReference(110, 60);

        var first = await Ozg.Run("demo", "--full", "--transitions", "20000", "--json");
        var again = await Ozg.Run("demo", "--full", "--transitions", "20000");

        var report = first.Json.GetProperty("report");
        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Error + again.Error);
        Assert.That(report.GetProperty("added").GetProperty("transitions").GetInt64(), Is.EqualTo(20_000).Within(5).Percent);
        Assert.That(report.GetProperty("share").GetDouble(), Is.InRange(0.5, 0.95));
        Assert.That(first.Json.GetProperty("readModels").GetProperty("position").GetInt64(), Is.EqualTo(report.GetProperty("position").GetInt64()));
        Assert.That(await Ozg.Count("read.status_transition"), Is.EqualTo(report.GetProperty("added").GetProperty("transitions").GetInt64()).Within(2).Percent);
        Assert.That(again.Out, Does.Contain("Recorded 0 events").And.Contain("cells were there already"));
        Assert.That((await Ozg.Run("status")).Out, Does.Contain("synthetic Germany: all reports are invented"));
    }

    [Test]
    public async Task A_database_with_real_reports_is_refused_and_stays_as_it_is()
    {
        await ImportReference(5, 3);
        await Ozg.Scalar("""
            with stream as (insert into log.mt_streams (id, version) values ('rollout-12000001-10000', 1))
            insert into log.mt_events (seq_id, id, stream_id, version, data, type, headers)
            values (nextval('log.mt_events_sequence'), gen_random_uuid(), 'rollout-12000001-10000', 1, '{"model": "ozg-1.1", "level": 3, "validOn": "2026-01-15"}', 'maturity_reported',
                    '{"source": "self"}')
            """);
        var before = await Ozg.Count("log.mt_events");

        var answer = await Ozg.Run("demo", "--full");

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.StartWith("error: This database holds reports that are not of synthetic Germany, e. g. rollout-12000001-10000"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(before));
    }

    [Test]
    public async Task Without_units_it_names_the_import()
    {
        var answer = await Ozg.Run("demo", "--full");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("First run: ozg import municipalities"));
    }

    [Test]
    public async Task A_dry_run_tells_how_much_it_would_be()
    {
        await ImportReference(5, 3);

        var answer = await Ozg.Run("demo", "--full", "--dry-run");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Would record [0-9]+ events with [0-9]+ transitions in [0-9]+ cells").And.Contain("nothing was written"));
        Assert.That(await Ozg.Scalar("select count(*) from log.mt_events where stream_id like 'rollout-%'"), Is.Zero);
    }

    [Test]
    public async Task Without_full_an_empty_database_gets_the_starter_set_once()
    {
        var first = await Ozg.Run("demo");
        var again = await Ozg.Run("demo");

        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Error + again.Error);
        Assert.That(first.Out, Does.StartWith("Recorded the starter set: "));
        Assert.That(again.Out, Does.StartWith("The starter set is there already"));
        Assert.That(await Ozg.Count("read.status"), Is.Positive);
    }

    [Test]
    public async Task A_database_with_units_of_its_own_gets_no_starter_set()
    {
        await ImportReference(5, 3);

        var answer = await Ozg.Run("demo");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("units or services of its own").And.Contain("ozg demo --full"));
    }

    [TestCase("--seed", "3")]
    [TestCase("--transitions", "100")]
    [TestCase("--dry-run")]
    [TestCase("--full", "--transitions", "0")]
    [TestCase("--full", "--seed", "-1")]
    public async Task Wrong_usage_tries_nothing(params string[] args)
    {
        var answer = await Ozg.Run(["demo", .. args]);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
    }

    [Test]
    public async Task What_can_be_filled_at_once_is_made_anew_where_most_of_the_log_is_missing()
    {
        await ImportReference(20, 10);
        await using var store = Ozg.OpenStore();
        await SyntheticGermany.LoadAsync(store, new SyntheticOptions(), CancellationToken.None);
        var bars = new List<string>();

        var result = await LargeCatchUp.RunAsync(store, Bar, TimeProvider.System, CancellationToken.None, worthARebuild: 100);
        var rebuilt = await Contents();
        await store.Projections.RebuildProjectionAsync("status", CancellationToken.None);

        Assert.That(result.Reached, Is.True);
        Assert.That(bars, Does.Contain("status: Folding the log").And.Contain("finding: Folding the log"));
        Assert.That(rebuilt, Is.EqualTo(await Contents()).And.Not.StartWith("0"));

        bars.Clear();
        await LargeCatchUp.RunAsync(store, Bar, TimeProvider.System, CancellationToken.None, worthARebuild: 100);
        Assert.That(bars, Has.None.Contains("Folding"));

        IProgress<ImportProgress> Bar(string title)
        {
            bars.Add(title);
            return new Progress<ImportProgress>();
        }
    }

    Task<object?> Contents() => Ozg.Scalar("select count(*) || md5(string_agg(status::text, '' order by municipality, ozg_id, model)) from read.status as status");

    async Task ImportReference(int gemeinden, int services)
    {
        var units = await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.WithGemeinden(gemeinden)), "--quiet");
        var catalogue = await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.WithServices(services)), "--quiet");
        Assert.That((units.ExitCode, catalogue.ExitCode), Is.EqualTo((0, 0)), units.Error + catalogue.Error);
    }
}

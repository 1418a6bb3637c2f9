using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class ImportTagsCommandTests : CliFixture
{
    const string Header = "ozg_id;tag;valid_from;valid_to;source";

    [SetUp]
    public async Task Import_the_services() => Assert.That((await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services))).ExitCode, Is.Zero);

    [Test]
    public async Task Tags_of_a_file_can_be_seen_when_the_command_ends()
    {
        var answer = await Ozg.Run("import", "tags", Ozg.FileOf(Header, "10000;efa;;;Marktplatz", "10000;fokus;2022-01-01;;Liste", "10001;efa;2022-01-01;2024-12-31;Marktplatz"));

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Tags +3\n").And.Contain("Recorded 3 events: 0 added, 2 changed, 0 unchanged"));
        Assert.That(await Ozg.Scalar("select string_agg(ozg_id || ' ' || array_to_string(tags, '+'), ',' order by ozg_id) from read.service"), Is.EqualTo("10000 efa+fokus,10001 "));
    }

    [Test]
    public async Task The_same_file_again_records_nothing()
    {
        var file = Ozg.FileOf(Header, "10000;efa;;;Marktplatz", "10001;efa;2022-01-01;2024-12-31;Marktplatz");
        await Ozg.Run("import", "tags", file);
        var before = await Ozg.Count("log.mt_events");

        var again = await Ozg.Run("import", "tags", file);

        Assert.That((again.ExitCode, await Ozg.Count("log.mt_events")), Is.EqualTo((0, before)), again.Error);
        Assert.That(again.Out, Does.Contain("Recorded 0 events: 0 added, 0 changed, 2 unchanged"));
    }

    [Test]
    public async Task A_dry_run_writes_nothing()
    {
        var before = await Ozg.Count("log.mt_events");

        var answer = await Ozg.Run("import", "tags", Ozg.FileOf(Header, "10000;efa;;;Marktplatz"), "--dry-run");

        Assert.That(answer.Out, Does.Contain("Would record 1 events"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_later_file_ends_a_tag()
    {
        await Ozg.Run("import", "tags", Ozg.FileOf(Header, "10000;efa;;;Marktplatz"));

        await Ozg.Run("import", "tags", Ozg.FileOf(Header, "10000;efa;;2025-12-31;Marktplatz"));

        Assert.That(await Ozg.Scalar("select type from log.mt_events order by seq_id desc limit 1"), Is.EqualTo("service_untagged"));
        Assert.That(await Ozg.Scalar("select cardinality(tags) from read.service where ozg_id = '10000'"), Is.Zero);
        Assert.That(await Ozg.Scalar("select valid_to::text from read.service_tag where ozg_id = '10000'"), Is.EqualTo("2025-12-31"));
    }

    [Test]
    public async Task Lines_of_unknown_services_are_listed_and_stop_no_other()
    {
        var answer = await Ozg.Run("import", "tags", Ozg.FileOf(Header, "19999;efa;;;Marktplatz", "10000;efa;;;Marktplatz", "19999;fokus;;;Liste"));

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("line 2 (service-19999)").And.Contain("[unknown-service]").And.Contain("the lines 2, 4"));
        Assert.That(await Ozg.Count("read.service_tag"), Is.EqualTo(1));
    }
}

/// <summary>The list of candidates that goes with the catalogue of 2019.</summary>
[Category("OfficialData")]
public sealed class ImportFocusCommandTests : CliFixture
{
    [Test]
    public async Task All_candidates_are_tagged_once_with_their_confidence()
    {
        var (services, focus) = (OfficialData.PathOf("ozg-leistungen.csv"), OfficialData.PathOf("fokusleistungen.csv"));
        await Ozg.Run("import", "services", services, "--quiet");

        var first = await Ozg.Run("import", "focus", focus);
        var again = await Ozg.Run("import", "focus", focus);

        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Error);
        Assert.That(first.Out, Does.Contain("Recorded 18 events"));
        Assert.That(again.Out, Does.Contain("Recorded 0 events: 0 added, 0 changed, 18 unchanged"));
        Assert.That(await Ozg.Scalar("select count(*) from read.service where 'fokus' = any(tags)"), Is.EqualTo(18));
        Assert.That(await Ozg.Scalar("select count(*) from read.service_tag where source like '%Vertrauen: unsicher%'"), Is.EqualTo(6));
    }

    [Test]
    public async Task Candidates_that_the_catalogue_lacks_are_listed()
    {
        var focus = OfficialData.PathOf("fokusleistungen.csv");
        await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services));

        var answer = await Ozg.Run("import", "focus", focus);

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("17 refused by a rule"));
        Assert.That(await Ozg.Count("read.service_tag"), Is.EqualTo(1));
    }
}

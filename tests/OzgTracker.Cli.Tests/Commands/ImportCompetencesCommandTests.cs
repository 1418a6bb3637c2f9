namespace OzgTracker.Cli.Tests.Commands;

public sealed class ImportCompetencesCommandTests : CliFixture
{
    const string Header = "ozg_id;land;executed_by;valid_from";

    static readonly string[] Table = [Header, "10000;*;Kreis;2020-01-01", "10000;NW;gemeinde+kreis;01.01.2025", "10001;05;;2024-01-01"];

    [SetUp]
    public async Task GivenACatalogue() => Assert.That((await Ozg.Run("import", "services", Ozg.FileOf(OfficialFiles.Services))).ExitCode, Is.Zero);

    [Test]
    public async Task Declarations_can_be_seen_when_the_command_ends()
    {
        var answer = await Ozg.Run("import", "competences", Ozg.FileOf(Table));

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Declarations of competence +18\n").And.Contain("Recorded 18 events: 17 added, 0 changed, 0 unchanged"));
        Assert.That(await Ozg.Count("read.competence"), Is.EqualTo(18));
        Assert.That(
            await Ozg.Scalar("select string_agg(valid_from || ' ' || executed_by::text, ', ' order by ozg_id, valid_from) from read.competence where state = '05'"),
            Is.EqualTo("2020-01-01 {kreis}, 2025-01-01 {gemeinde,kreis}, 2024-01-01 {}"));
    }

    [Test]
    public async Task The_same_file_again_records_nothing_whatever_the_order_of_its_lines()
    {
        await Ozg.Run("import", "competences", Ozg.FileOf(Table));

        var again = await Ozg.Run("import", "competences", Ozg.FileOf([Header, .. Table.Skip(1).Reverse()]));

        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(again.Out, Does.Contain("Recorded 0 events: 0 added, 0 changed, 17 unchanged"));
    }

    [Test]
    public async Task A_dry_run_decides_everything_and_writes_nothing()
    {
        var before = await Ozg.Count("log.mt_events");

        var answer = await Ozg.Run("import", "competences", Ozg.FileOf(Table), "--dry-run");

        Assert.That(answer.Out, Does.Contain("Would record 18 events: 17 added").And.Contain("nothing was written"));
        Assert.That(await Ozg.Count("log.mt_events"), Is.EqualTo(before));
    }

    [Test]
    public async Task Lines_that_cannot_be_read_or_that_a_rule_refuses_are_named_and_the_others_go_on()
    {
        var answer = await Ozg.Run(
            "import", "competences", Ozg.FileOf(Header, "10000;05;bund;2020-01-01", "19999;05;kreis;2020-01-01", "10001;*;kreis;2020-01-01", "10001;05;gemeinde;2020-01-01"));

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Contain("Left out: 1 not read, 2 refused by a rule."));
        Assert.That(answer.Error, Does.Contain("line 2 (executed_by)").And.Contain("[kind-unknown]"));
        Assert.That(answer.Error, Does.Contain("line 3 (competence-19999-05)").And.Contain("import the service catalogue first"));
        Assert.That(answer.Error, Does.Contain("line 5 (competence-10001-05)").And.Contain("[competence-overlap]"));
        Assert.That(await Ozg.Count("read.competence"), Is.EqualTo(16));
    }

    [Test]
    public async Task A_file_of_another_kind_is_a_failure()
    {
        var answer = await Ozg.Run("import", "competences", Ozg.FileOf("{", "}"));

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.StartWith("error: nothing of this file could be read."));
    }
}

using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class EvidenceCommandTests : CliFixture
{
    const string Leika = "99041006000000", A = "https://a.example/";

    [SetUp]
    public async Task Import_the_catalogue()
    {
        foreach (var (kind, lines) in new[] { ("municipalities", OfficialFiles.Municipalities), ("services", OfficialFiles.Services), ("leika", OfficialFiles.Leika) })
            Assert.That((await Ozg.Run("import", kind, Ozg.FileOf(lines))).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_message_of_XZuFi_becomes_evidence_that_can_be_seen_when_the_command_ends()
    {
        var file = Ozg.FileOf(XzufiText.Message(XzufiText.Leistung("L1", Leika), XzufiText.Onlinedienst("O1", "20", A), XzufiText.Zustaendigkeit("Z1", "O1", "L1", "12"), XzufiText.Zustaendigkeit("Z2", "O1", "L1", "16")));
        var answer = await Ozg.Run("import", "xzufi", file);
        var again = await Ozg.Run("import", "xzufi", file);

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match("Onlinedienste +1\n").And.Match("Fits nowhere: unknown-area +1  e. g. 160000000000\n").And.Contain("Recorded 2 events: 2 added"));
        Assert.That(again.Out, Does.Contain("Recorded 0 events"));
        Assert.That(await Ozg.Scalar("select count(*) from read.finding where detail = 'evidence-without-report'"), Is.EqualTo(2));
        Assert.That(await Ozg.Scalar("select count(*) from read.status where level is not null"), Is.Zero);
    }

    [Test]
    public async Task A_page_of_the_dashboard_becomes_evidence()
    {
        var file = Ozg.FileOf($$"""{"content":[{"leika_key":"{{Leika}}","ars":"120660000000","url":"{{A}}","online_status":"ok","aktiv":"ja","art_flaechendeckung":"kreisweit"}]}""");

        var dry = await Ozg.Run("import", "dashboard", file, "--dry-run", "--json");
        var answer = await Ozg.Run("import", "dashboard", file, "--json");

        Assert.That(dry.Json.GetProperty("report").GetProperty("events").GetInt32(), Is.EqualTo(2));
        Assert.That(answer.Json.GetProperty("report").GetProperty("events").GetInt32(), Is.EqualTo(2), "the dry run wrote nothing");
    }

    [Test]
    public async Task A_file_of_another_version_is_one_clear_error()
    {
        var answer = await Ozg.Run("import", "xzufi", Ozg.FileOf(XzufiText.MessageOf("http://xoev.de/schemata/xzufi/2_1_0", XzufiText.Leistung("L1", Leika))));

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("nothing of this file could be read").And.Contain("Expected XZuFi 2.2 or 2.3; found version '2.1.0'. [xzufi-version]"));
    }

    [Test]
    public async Task A_wrong_object_is_listed_with_its_line_and_stops_no_other()
    {
        var answer = await Ozg.Run("import", "xzufi", Ozg.FileOf(XzufiText.Message(XzufiText.Onlinedienst("O1", "20", "x"), XzufiText.Leistung("L1", Leika))));

        Assert.That(answer.ExitCode, Is.EqualTo(3));
        Assert.That(answer.Error, Does.Match(@"line 3, position \d+ \(link\): .*\[address-not-public\]"));
    }

    [TestCase("--url must be an absolute address", "--url", "feed")]
    [TestCase("--url must be an absolute https address", "--url", "http://feed.example/")]
    [TestCase("belong together", "--url", "https://feed.example/", "--client-id", "ozg")]
    [TestCase("OZG_FEED_SECRET", "--url", "https://feed.example/", "--client-id", "ozg", "--token-url", "https://feed.example/token")]
    [TestCase("not be negative", "--url", "https://feed.example/", "--from-index", "-1")]
    public async Task A_pull_that_cannot_be_says_what_to_do(string says, params string[] options)
    {
        var answer = await Ozg.Run(["pull", "xzufi", .. options]);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.StartWith("error: ").And.Contain(says));
    }
}

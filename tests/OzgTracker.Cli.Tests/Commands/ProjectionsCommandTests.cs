namespace OzgTracker.Cli.Tests.Commands;

public sealed class ProjectionsCommandTests : CliFixture
{
    const string Broken = "alter table read.municipality_v2 add constraint broken check (kind <> 'kreis')";

    [Test]
    public async Task Each_read_model_is_listed_with_its_position()
    {
        await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));

        var text = await Ozg.Run("projections");
        var json = await Ozg.Run("projections", "--json");

        Assert.That(text.ExitCode, Is.Zero, text.Error);
        Assert.That(text.Out, Does.Match(@"municipality v\d+ +at \d+").And.Match(@"status v\d+ +at \d+"));
        Assert.That(json.Json.EnumerateArray().Select(model => model.GetProperty("lag").GetInt64()), Is.All.Zero);
    }

    [Test]
    public async Task One_that_stands_still_needs_attention_and_goes_on_after_a_retry()
    {
        await Ozg.Scalar(Broken);
        await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));
        var stopped = await Ozg.Run("projections");
        await Ozg.Scalar("alter table read.municipality_v2 drop constraint broken");

        var retried = await Ozg.Run("projections", "retry", "municipality");
        var again = await Ozg.Run("projections", "retry", "municipality");

        Assert.That((stopped.ExitCode, retried.ExitCode, again.ExitCode), Is.EqualTo((4, 0, 0)), retried.Error);
        Assert.That(stopped.Out, Does.Contain("stands still at ").And.Contain("municipality_registered"));
        Assert.That(retried.Out, Does.StartWith("municipality goes on at position "));
        Assert.That(again.Out, Does.StartWith("municipality did not stand still"));
        Assert.That((await Ozg.Run("projections")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_rebuild_mends_what_was_damaged()
    {
        await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));
        await Ozg.Scalar("update read.municipality_v2 set name = 'damaged'");

        var answer = await Ozg.Run("projections", "rebuild", "municipality");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match(@"municipality was made anew up to position \d+ in \d+\.\d s\."));
        Assert.That(await Ozg.Scalar("select count(*) from read.municipality where name = 'damaged'"), Is.Zero);
        Assert.That(await Ozg.Count("read.municipality"), Is.EqualTo(4));
    }

    [TestCase("retry")]
    [TestCase("rebuild")]
    public async Task A_name_that_nobody_has_is_told_with_those_that_exist(string what)
    {
        var answer = await Ozg.Run("projections", what, "board");

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.Contain("There is no projection 'board'; there are municipality, service, maturity_model, status"));
    }
}

namespace OzgTracker.Cli.Tests.Commands;

public sealed class VerifyCommandTests : CliFixture
{
    [SetUp]
    public async Task Import() => await Ozg.Run("import", "municipalities", Ozg.FileOf(OfficialFiles.Municipalities));

    [Test]
    public async Task What_is_as_it_was_sealed_is_intact()
    {
        var answer = await Ozg.Run("verify", "--seal");
        var events = await Ozg.Count("log.mt_events");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.StartWith($"Intact: {events} events in ").And.Contain("Not sealed yet: 0 events.").And.Match($"Head: {events}:[0-9a-f]{{64}}"));
    }

    [Test]
    public async Task What_is_not_sealed_yet_is_counted_and_stays_unsealed()
    {
        await Ozg.Scalar("truncate ozg.audit_block");

        var answer = await Ozg.Run("verify", "--json");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Json.GetProperty("intact").GetBoolean(), Is.True);
        Assert.That(answer.Json.GetProperty("unsealed").GetInt64(), Is.EqualTo(await Ozg.Count("log.mt_events")).And.Positive);
        Assert.That(await Ozg.Count("ozg.audit_block"), Is.Zero);
    }

    [Test]
    public async Task A_changed_event_needs_attention_and_is_named()
    {
        await Ozg.Run("verify", "--seal");
        await Ozg.Scalar("update log.mt_events set data = data || '{\"name\": \"X\"}' where seq_id = 3");

        var text = await Ozg.Run("verify");
        var json = await Ozg.Run("verify", "--json");

        Assert.That((text.ExitCode, json.ExitCode), Is.EqualTo((4, 4)), text.Error);
        Assert.That(text.Out, Does.StartWith("NOT INTACT: 1 differences").And.Match(@"block \d+, position 3: the event is not the one that was sealed"));
        var finding = json.Json.GetProperty("findings").EnumerateArray().Single();
        Assert.That((finding.GetProperty("position").GetInt64(), finding.GetProperty("fault").GetString()), Is.EqualTo((3L, "eventChanged")));
    }

    [Test]
    public async Task A_head_that_was_kept_reveals_a_chain_that_was_made_anew()
    {
        var kept = (await Ozg.Run("verify", "--seal")).Out.Trim().Split("Head: ")[^1];
        Assert.That((await Ozg.Run("verify", "--head", kept)).ExitCode, Is.Zero);
        await Ozg.Scalar("delete from log.mt_events where seq_id = 2; truncate ozg.audit_block");

        var anew = await Ozg.Run("verify", "--seal");
        var held = await Ozg.Run("verify", "--head", kept);

        Assert.That(anew.ExitCode, Is.Zero, anew.Out);
        Assert.That(held.ExitCode, Is.EqualTo(4));
        Assert.That(held.Out, Does.Contain($"position {kept.Split(':')[0]}: the block has another hash than the head that was kept"));
    }

    [TestCase("7")]
    [TestCase("7:abc")]
    [TestCase("-7:0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("7:000000000000000000000000000000000000000000000000000000000000000g")]
    public async Task What_is_no_head_is_wrong_usage(string head)
    {
        var answer = await Ozg.Run("verify", "--head", head);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain("is no head"));
    }
}

public sealed class VerifyWithoutChainTests : CliFixture
{
    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    [Test]
    public async Task A_database_that_is_not_migrated_says_what_to_do()
    {
        var answer = await Ozg.Run("verify");

        Assert.That((answer.ExitCode, answer.Error.Trim()), Is.EqualTo((1, "error: The database has no audit chain yet. First run: ozg migrate")));
    }
}

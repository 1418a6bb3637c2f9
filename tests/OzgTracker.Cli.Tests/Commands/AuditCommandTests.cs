using OzgTracker.Operations;

namespace OzgTracker.Cli.Tests.Commands;

public sealed class AuditCommandTests : CliFixture
{
    const string Kept = "select string_agg(concat_ws(' ', kind, subject, code, count), ',' order by id) from ozg.access_event";

    [SetUp]
    public async Task Note() => await Ozg.Scalar("""
        truncate ozg.access_event;
        insert into ozg.access_event (kind, subject, code) values ('refused', 'p-4711', 'role-not-allowed'), ('signed-in', 'p-4711', null), ('signed-in', 'p-4712', null)
        """);

    [Test]
    public async Task A_subject_is_erased_and_what_happened_stays()
    {
        var answer = await Ozg.Run("audit", "forget", "p-4711");

        Assert.That(answer.ExitCode, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Contain("Erased the subject from 2 rows."));
        Assert.That(await Ozg.Scalar(Kept), Is.EqualTo("refused role-not-allowed 1,signed-in 1,signed-in p-4712 1,forgotten 2"));
    }

    [Test]
    public async Task Once_more_finds_nothing_and_notes_nothing()
    {
        await Ozg.Run("audit", "forget", "p-4711");
        var before = await Ozg.Scalar(Kept);

        var again = await Ozg.Run("audit", "forget", "p-4711", "--json");

        Assert.That(again.Json.GetProperty("rows").GetInt64(), Is.Zero);
        Assert.That(await Ozg.Scalar(Kept), Is.EqualTo(before));
    }

    [Test]
    public async Task A_dry_run_counts()
    {
        var before = await Ozg.Scalar(Kept);

        var answer = await Ozg.Run("audit", "forget", "p-4711", "--dry-run", "--json");

        Assert.That(answer.Json.GetProperty("rows").GetInt64(), Is.EqualTo(2));
        Assert.That(await Ozg.Scalar(Kept), Is.EqualTo(before));
    }

    [Test]
    public async Task Without_a_subject_it_is_wrong_usage() => Assert.That((await Ozg.Run("audit", "forget")).ExitCode, Is.EqualTo(2));

    [Test]
    public async Task A_database_without_it_says_what_to_do()
    {
        await using var empty = await Ozg.OnEmptyDatabase();

        var answer = await empty.Run("audit", "forget", "p-4711");

        Assert.That((answer.ExitCode, answer.Error), Is.EqualTo((1, "error: The database is not migrated, so it has no access audit. First run: ozg migrate\n")));
    }
}

/// <summary>What the API refuses to start with, no command works with either.</summary>
public sealed class UnsafeSettingTests : CliFixture
{
    [TestCase("migrate")]
    [TestCase("status")]
    [TestCase("verify")]
    public async Task A_connection_over_a_network_is_verified(string command)
    {
        var answer = await Ozg.Run(new OzgSettings("Host=db.invalid;Database=x;Username=ozg;Password=only-in-tests;SSL Mode=Require", "/nowhere"), command);

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith("error: ConnectionStrings:OzgTracker connects to db.invalid with 'SSL Mode=Require'").And.Not.Contain("only-in-tests"));
    }

    [Test]
    public void The_setting_of_TLS_is_one_of_two()
    {
        Assert.That(OzgSettings.TlsFrom("verifyca"), Is.EqualTo(DatabaseTls.VerifyCA));
        Assert.That(OzgSettings.TlsFrom(null), Is.EqualTo(DatabaseTls.VerifyFull));
        Assert.Throws<UnsafeSettingException>(() => OzgSettings.TlsFrom("prefer"));
        Assert.Throws<UnsafeSettingException>(() => OzgSettings.TlsFrom("1"));
    }
}

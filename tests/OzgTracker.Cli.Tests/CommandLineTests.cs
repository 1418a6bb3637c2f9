using OzgTracker.Operations;

namespace OzgTracker.Cli.Tests;

public sealed class CommandLineTests
{
    const string Password = "zitronenfalter";

    static readonly OzgSettings Unreachable = new($"Host=127.0.0.1;Port=1;Database=ozg;Username=ozg;Password={Password};Timeout=2", "/nowhere");

    [TestCase]
    [TestCase("nope")]
    [TestCase("import")]
    [TestCase("import", "municipalities")]
    [TestCase("import", "municipalities", "a", "b")]
    [TestCase("status", "--unknown")]
    public async Task Wrong_usage_has_a_code_of_its_own_and_tries_nothing(params string[] args)
    {
        var answer = await Ozg.Run(Unreachable, args);

        Assert.That((answer.ExitCode, answer.Out), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.StartWith("error: ").And.Contain("--help"));
    }

    [Test]
    public async Task Help_lists_the_exit_codes()
    {
        var answer = await Ozg.Run(Unreachable, "--help");

        Assert.That(answer.ExitCode, Is.Zero);
        Assert.That(answer.Out, Does.Contain("3    done, but some lines could not be read or were refused").And.Contain("import").And.Contain("token"));
    }

    [TestCase("status")]
    [TestCase("migrate")]
    public async Task A_database_that_does_not_answer_is_one_line_without_secrets(string command)
    {
        var answer = await Ozg.Run(Unreachable, command);

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error.TrimEnd().Split('\n'), Has.One.StartsWith("error: The database ozg on 127.0.0.1 does not answer"));
        Assert.That(answer.Error, Does.Not.Contain(Password));
    }

    [Test]
    public async Task What_is_no_connection_string_is_not_shown()
    {
        var answer = await Ozg.Run(Unreachable with { ConnectionString = $"Hosst=1;Password={Password}" }, "status");

        Assert.That(answer.ExitCode, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith("error: ConnectionStrings__OzgTracker is not a connection string").And.Not.Contain(Password));
    }

    [Test]
    public async Task Only_who_asks_gets_a_stack_trace()
    {
        await using var error = new StringWriter();
        var context = new CliContext(Unreachable, TextWriter.Null, error, TimeProvider.System) { ShowsStackTraces = true };

        await CommandLine.RunAsync(["status"], context, CancellationToken.None);

        Assert.That(error.ToString(), Does.Contain("   at "));
        Assert.That((await Ozg.Run(Unreachable, "status")).Error, Does.Not.Contain("   at "));
    }
}

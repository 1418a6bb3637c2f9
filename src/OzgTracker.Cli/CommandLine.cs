using System.CommandLine;
using System.CommandLine.Invocation;
using OzgTracker.Cli.Commands;

namespace OzgTracker.Cli;

/// <summary>The command <c>ozg</c>: its subcommands, and what becomes of their errors.</summary>
static class CommandLine
{
    const string Description = $"""
        OzgTracker: how far German municipalities are with the services of the Onlinezugangsgesetz.

        Database: ConnectionStrings__OzgTracker, else an embedded PostgreSQL in OZG_HOME (.ozg in the current folder).
        Results go to standard output, everything else to standard error. NO_COLOR=1 leaves colours out, OZG_DEBUG=1 adds stack traces.

        {ExitCode.Help}
        """;

    /// <summary>Long enough to leave the embedded server after Ctrl-C, also when it has a checkpoint to write.</summary>
    static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs one command line; never throws.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CliContext context, CancellationToken ct)
    {
        // A file name may start with @; it is not a file with more arguments.
        var parsed = Root(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            if (parsed.Action is ParseErrorAction) return RefuseUsage(parsed, context);
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (OperationCanceledException)
        {
            await context.Error.WriteLineAsync("Interrupted. What is recorded stays; the same command goes on where it stopped.");
            return ExitCode.Interrupted;
        }
        catch (Exception error)
        {
            await context.Error.WriteLineAsync($"error: {Explain(error, context)}");
            return ExitCode.Failed;
        }
    }

    static RootCommand Root(CliContext context) => new(Description)
    {
        MigrateCommand.Create(context),
        ImportCommand.Create(context),
        PullCommand.Create(context),
        StatusCommand.Create(context),
        ProjectionsCommand.Create(context),
        VerifyCommand.Create(context),
        AuditCommand.Create(context),
        TokenCommand.Create(context),
        ApiKeysCommand.Create(context),
        DemoCommand.Create(context),
    };

    static int RefuseUsage(ParseResult parsed, CliContext context)
    {
        foreach (var error in parsed.Errors) context.Error.WriteLine($"error: {error.Message}");
        context.Error.WriteLine("--help shows how this command is used.");
        return ExitCode.Usage;
    }

    static string Explain(Exception error, CliContext context) =>
        context.ShowsStackTraces ? error.ToString() : ErrorMessages.For(error, context.Settings).ReplaceLineEndings("\n");
}

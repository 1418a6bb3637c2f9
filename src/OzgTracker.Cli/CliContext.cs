using OzgTracker.Operations;
using Spectre.Console;

namespace OzgTracker.Cli;

/// <summary>Everything a command gets from outside: where the database is, where to write, what time it is.</summary>
/// <param name="Out">Results only, so that they can be piped.</param>
/// <param name="Error">Progress, warnings and errors.</param>
sealed record CliContext(OzgSettings Settings, TextWriter Out, TextWriter Error, TimeProvider Clock)
{
    const string DebugVariable = "OZG_DEBUG";
    const string NoColorVariable = "NO_COLOR";

    /// <summary>Standard error as a terminal, for progress bars; null when it is a file or a pipe.</summary>
    public IAnsiConsole? Terminal { get; init; }

    /// <summary>Whether an error is shown with its stack trace.</summary>
    public bool ShowsStackTraces { get; init; }

    /// <summary>False when there cannot be a database yet, so that commands which only look need not make one.</summary>
    public bool MayHaveDatabase => !Settings.IsEmbedded || Directory.Exists(Settings.Home);

    public static CliContext OfProcess() => new(OzgSettings.FromEnvironment(), Console.Out, Console.Error, TimeProvider.System)
    {
        Terminal = Console.IsErrorRedirected ? null : TerminalOf(Console.Error),
        ShowsStackTraces = Environment.GetEnvironmentVariable(DebugVariable) == "1",
    };

    // https://no-color.org: any value but the empty one.
    static IAnsiConsole TerminalOf(TextWriter error) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(error),
        ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NoColorVariable)) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });
}

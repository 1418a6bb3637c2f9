using OzgTracker.Operations;
using Spectre.Console;

namespace OzgTracker.Cli;

/// <summary>Opens a bar with a title; what it is told moves it.</summary>
delegate IProgress<ImportProgress> OpenBar(string title);

/// <summary>Bars on a terminal's standard error; a file, a pipe and <c>--quiet</c> get none.</summary>
static class ProgressBars
{
    /// <summary>Shows the bars that <paramref name="work"/> opens, until it is done.</summary>
    public static async Task<T> ShowAsync<T>(IAnsiConsole? terminal, Func<OpenBar, Task<T>> work)
    {
        if (terminal is null) return await work(_ => Silence.Instance);

        return await terminal.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(shown => work(title => new Bar(shown.AddTask(Markup.Escape(title)).IsIndeterminate())));
    }

    sealed class Bar(ProgressTask task) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            task.IsIndeterminate = false;
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Total == 0 ? 1 : value.Done;
        }
    }

    sealed class Silence : IProgress<ImportProgress>
    {
        public static readonly Silence Instance = new();

        public void Report(ImportProgress value)
        {
            // Nobody watches.
        }
    }
}

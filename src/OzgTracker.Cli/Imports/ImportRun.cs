using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Cli.Imports;

/// <summary>One of the imports of <see cref="OfficialImports"/>.</summary>
delegate Task<ImportReport> TakeIn(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct);

/// <summary>Takes one file in and makes sure that what it says can be seen.</summary>
sealed record ImportRun(CliContext Context, TakeIn TakeIn, string Path, bool DryRun, bool Json, bool Quiet)
{
    /// <summary>False where <see cref="Path"/> only names a source that is asked over the network.</summary>
    public bool HasFile { get; init; } = true;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var began = Context.Clock.GetTimestamp();
        await using var file = HasFile ? InputFile.Open(Path) : Stream.Null;
        if (DryRun && !Context.MayHaveDatabase) throw Preparation.NotMigrated();

        var outcome = await ProgressBars.ShowAsync(Quiet ? null : Context.Terminal, bar => ImportAsync(file, bar, ct));
        outcome = outcome with { Seconds = Math.Round(Context.Clock.GetElapsedTime(began).TotalSeconds, 2) };
        if (Json) CliJson.Write(Context.Out, outcome);
        else ImportText.Write(Context, outcome, Quiet);
        return outcome.ExitCode;
    }

    async Task<ImportOutcome> ImportAsync(Stream file, OpenBar bar, CancellationToken ct)
    {
        var opening = bar("Database");
        await using var database = await OpenDatabase.OfAsync(Context, ct);
        await Preparation.RunAsync(database.Store, DryRun, ct);
        if (!DryRun) await CatchUp.RunAsync(database.Store, opening, Context.Clock, ct);   // imports look at read models
        opening.Report(new ImportProgress(1, 1));

        var options = new ImportOptions { DryRun = DryRun, Progress = bar(DryRun ? "Deciding" : "Recording") };
        var report = await TakeIn(database.Store, file, options, ct);
        var readModels = DryRun ? null : await CatchUp.RunAsync(database.Store, bar("Read models"), Context.Clock, ct);
        return new ImportOutcome(Path, report, await StarterSet.IsLoaded(database.Store.DataSource, ct), readModels);
    }
}

using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Cli.Imports;

/// <summary>Takes GV100AD in: shows the plan, and applies it when nothing is missing.</summary>
sealed record MunicipalityImportRun(CliContext Context, string Path, string? Decisions, bool PlanOnly, bool DryRun, bool Json, bool Quiet)
{
    bool MayNotWrite => PlanOnly || DryRun;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var began = Context.Clock.GetTimestamp();
        await using var file = InputFile.Open(Path);
        await using var decisions = Decisions is null ? null : InputFile.Open(Decisions);
        if (MayNotWrite && !Context.MayHaveDatabase) throw Preparation.NotMigrated();

        await using var database = await OpenDatabase.OfAsync(Context, ct);
        var plan = await ShowAsync(bar => PlanAsync(database.Store, file, decisions, bar, ct));
        var shown = PlanShown.Of(plan);
        if (!Json && !Quiet && plan.File.Rows.Count > 0) PlanText.Write(Context.Out, shown);

        var outcome = await ShowAsync(bar => ApplyAsync(database.Store, plan, bar, ct));
        outcome = outcome with { Plan = shown, Seconds = Math.Round(Context.Clock.GetElapsedTime(began).TotalSeconds, 2) };
        if (Json) CliJson.Write(Context.Out, outcome);
        else
        {
            ImportText.Write(Context, outcome, Quiet || PlanOnly || !plan.CanBeApplied);
            PlanText.WriteProblems(Context.Error, shown, Path);
        }

        return outcome.ExitCode;
    }

    Task<T> ShowAsync<T>(Func<OpenBar, Task<T>> work) => ProgressBars.ShowAsync(Quiet ? null : Context.Terminal, work);

    async Task<MunicipalityPlan> PlanAsync(DocumentStore store, FileStream file, FileStream? decisions, OpenBar bar, CancellationToken ct)
    {
        var opening = bar("Database");
        await Preparation.RunAsync(store, MayNotWrite, ct);
        opening.Report(new ImportProgress(1, 1));
        var comparing = bar("Comparing");
        var plan = await MunicipalityImport.PlanAsync(store, file, decisions, ct);
        comparing.Report(new ImportProgress(1, 1));
        return plan;
    }

    async Task<ImportOutcome> ApplyAsync(DocumentStore store, MunicipalityPlan plan, OpenBar bar, CancellationToken ct)
    {
        var options = new ImportOptions { DryRun = MayNotWrite, Progress = bar(MayNotWrite ? "Deciding" : "Recording") };
        var report = await MunicipalityImport.ApplyAsync(store, plan, options, ct);
        var readModels = MayNotWrite || !plan.CanBeApplied ? null : await CatchUp.RunAsync(store, bar("Read models"), Context.Clock, ct);
        return new ImportOutcome(Path, report, await StarterSet.IsLoaded(store.DataSource, ct), readModels);
    }
}

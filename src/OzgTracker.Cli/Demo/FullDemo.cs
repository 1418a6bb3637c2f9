using System.Globalization;
using OzgTracker.Cli.Imports;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Cli.Demo;

/// <summary>Loads synthetic Germany and makes sure that it can be seen.</summary>
sealed record FullDemo(CliContext Context, SyntheticOptions Options, bool Json)
{
    /// <summary>What <c>--json</c> shows.</summary>
    /// <param name="Report">What was recorded.</param>
    /// <param name="RecordingSeconds">How long that took.</param>
    /// <param name="ReadModels">How far they are; null after a dry run.</param>
    /// <param name="CatchUpSeconds">How long that took.</param>
    sealed record Outcome(SyntheticReport Report, double RecordingSeconds, CatchUpResult? ReadModels, double CatchUpSeconds);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (Options.DryRun && !Context.MayHaveDatabase) throw Preparation.NotMigrated();

        var outcome = await ProgressBars.ShowAsync(Context.Terminal, bar => LoadAsync(bar, ct));
        if (Json) CliJson.Write(Context.Out, outcome);
        else Write(outcome);
        return CatchUpText.Warn(Context.Error, outcome.ReadModels) ? ExitCode.NeedsAttention : ExitCode.Done;
    }

    async Task<Outcome> LoadAsync(OpenBar bar, CancellationToken ct)
    {
        var opening = bar("Database");
        await using var database = await OpenDatabase.OfAsync(Context, ct);
        var store = database.Store;
        await Preparation.RunAsync(store, Options.DryRun, ct);
        if (!Options.DryRun) await KnowUnitsAndServices(store, bar, ct);
        opening.Report(new ImportProgress(1, 1));

        var since = Context.Clock.GetTimestamp();
        var report = await SyntheticGermany.LoadAsync(store, Options with { Progress = bar(Options.DryRun ? "Counting" : "Recording") }, ct);
        var recording = Context.Clock.GetElapsedTime(since);
        if (Options.DryRun) return new Outcome(report, Seconds(recording), null, 0);

        since = Context.Clock.GetTimestamp();
        var readModels = await LargeCatchUp.RunAsync(store, bar, Context.Clock, ct);
        return new Outcome(report, Seconds(recording), readModels, Seconds(Context.Clock.GetElapsedTime(since)));
    }

    /// <summary>What was imported a moment ago must be seen. A long lag is that of a load that was cut off, which began with this, too.</summary>
    async Task KnowUnitsAndServices(DocumentStore store, OpenBar bar, CancellationToken ct)
    {
        var lag = (await store.Projections.StatusAsync(ct)).Max(projection => projection.Lag);
        if (lag < LargeCatchUp.WorthARebuild) await CatchUp.RunAsync(store, bar("Units and services"), Context.Clock, ct);
    }

    void Write(Outcome outcome)
    {
        var (report, target) = (outcome.Report, Context.Out);
        target.WriteLine($"{"Reporting units",-36}{Number(report.Units),12}");
        target.WriteLine($"{"OZG services",-36}{Number(report.Services),12}");
        target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"Share of the cells, by a hash",-36}{report.Share,12:0.00 %}"));
        var (verb, added) = (report.DryRun ? "Would record" : "Recorded", report.Added);
        target.WriteLine(
            $"{verb} {Number(added.Events)} events with {Number(added.Transitions)} transitions in {Number(added.Streams)} cells"
            + $"{(report.Known > 0 ? $"; {Number(report.Known)} cells were there already" : "")} in {Text(outcome.RecordingSeconds)} s.");
        target.WriteLine(outcome.ReadModels is { } readModels
            ? $"Read models are at position {Number(readModels.Position)} after {Text(outcome.CatchUpSeconds)} s."
            : "Dry run: nothing was written.");
    }

    static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    static string Text(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using OzgTracker.Cli.Imports;
using OzgTracker.Operations;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Cli.Demo;

/// <summary>Loads the starter set and makes sure that it can be seen.</summary>
sealed record StarterDemo(CliContext Context, bool Json)
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (recorded, readModels) = await ProgressBars.ShowAsync(Context.Terminal, bar => LoadAsync(bar, ct));
        if (Json) CliJson.Write(Context.Out, new { Events = recorded, ReadModels = readModels });
        else
            await Context.Out.WriteLineAsync(recorded == 0
                ? "The starter set is there already; nothing was recorded."
                : string.Create(CultureInfo.InvariantCulture, $"Recorded the starter set: {recorded:N0} events, last position {readModels.Position:N0}."));
        return CatchUpText.Warn(Context.Error, readModels) ? ExitCode.NeedsAttention : ExitCode.Done;
    }

    async Task<(int Recorded, CatchUpResult ReadModels)> LoadAsync(OpenBar bar, CancellationToken ct)
    {
        var opening = bar("Database");
        await using var database = await OpenDatabase.OfAsync(Context, ct);
        var store = database.Store;
        await DatabaseSetup.MigrateAsync(store, ct);
        opening.Report(new ImportProgress(1, 1));

        var recorded = await StarterSet.LoadAsync(store, ct);
        if (recorded == 0 && !await StarterSet.IsLoaded(store.DataSource, ct))
            throw new CliException(
                "This database has units or services of its own, so it gets no starter set. Use a new one, or fill it with synthetic Germany: ozg demo --full");
        return (recorded, await CatchUp.RunAsync(store, bar("Read models"), Context.Clock, ct));
    }
}

using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>A bar for each phase of a rebuild.</summary>
sealed class RebuildBars(OpenBar open) : IProgress<RebuildProgress>
{
    readonly Dictionary<RebuildPhase, IProgress<ImportProgress>> bars = [];

    public void Report(RebuildProgress value)
    {
        if (!bars.TryGetValue(value.Phase, out var bar)) bars.Add(value.Phase, bar = open(Title(value.Phase)));
        bar.Report(new ImportProgress((int)Math.Min(value.Done, int.MaxValue), (int)Math.Min(value.Total, int.MaxValue)));
    }

    static string Title(RebuildPhase phase) => phase switch
    {
        RebuildPhase.Filling => "Folding the log",
        RebuildPhase.Indexing => "Indexes",
        _ => "Catching up",
    };
}

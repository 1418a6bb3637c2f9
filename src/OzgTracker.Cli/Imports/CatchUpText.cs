using System.Globalization;

namespace OzgTracker.Cli.Imports;

/// <summary>Says where read models did not come to the end of the log.</summary>
static class CatchUpText
{
    /// <returns>True when there was something to say.</returns>
    public static bool Warn(TextWriter target, CatchUpResult? result)
    {
        if (result is not { Reached: false } behind) return false;

        foreach (var projection in behind.Failures)
            target.WriteLine($"warning: read model {projection.Name} stands still at position {projection.Failure!.Position} ({projection.Failure.EventType}): {projection.Failure.Error}");
        target.WriteLine($"warning: everything is recorded, but the read models are only at position {behind.Position.ToString("N0", CultureInfo.InvariantCulture)}; ozg status shows them.");
        return true;
    }
}

using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>What <c>--json</c> shows of an import.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Report">Rows, events, refusals and figures.</param>
/// <param name="StarterSet">Whether the database also holds invented reports.</param>
/// <param name="ReadModels">How far they are; null after a dry run.</param>
sealed record ImportOutcome(string File, ImportReport Report, bool StarterSet, CatchUpResult? ReadModels)
{
    /// <summary>How long it took, everything included.</summary>
    public double Seconds { get; init; }

    /// <summary>Of municipalities: what was compared with what is known.</summary>
    public PlanShown? Plan { get; init; }

    /// <summary>See <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode => this switch
    {
        { Report: { Read: 0, ErrorCount: > 0 } } => Cli.ExitCode.Failed,
        { Plan.Faults.Count: > 0 } => Cli.ExitCode.Failed,
        { Plan.Open.Count: > 0 } => Cli.ExitCode.NeedsDecisions,
        { ReadModels.Reached: false } => Cli.ExitCode.NeedsAttention,
        { Report.IsClean: false } => Cli.ExitCode.Incomplete,
        _ => Cli.ExitCode.Done,
    };
}

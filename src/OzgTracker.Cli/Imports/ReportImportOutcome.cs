using OzgTracker.Intake;

namespace OzgTracker.Cli.Imports;

/// <summary>A report that was refused.</summary>
sealed record RefusedReport(long Index, int Line, string? Municipality, string? OzgId, string Code, string Reason);

/// <summary>What <c>ozg import reports --json</c> shows.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="DryRun">True when nothing was written.</param>
/// <param name="Items">Lines or items that were decided.</param>
/// <param name="PassedOver">Those at the beginning that an earlier run has recorded.</param>
/// <param name="Accepted">Recorded.</param>
/// <param name="Unchanged">Was so already.</param>
/// <param name="Refused">Not recorded.</param>
/// <param name="Position">Of the last event; 0 when nothing was recorded.</param>
/// <param name="Refusals">The first thousand of them.</param>
/// <param name="Rejects">The file with the refused lines; null when there is none.</param>
/// <param name="LostRejects">Refused lines that are too long to stand in it.</param>
/// <param name="IgnoredColumns">Columns whose names say nothing.</param>
/// <param name="Failure">Why the file was not read, or not to its end.</param>
/// <param name="StarterSet">Whether the database also holds invented reports.</param>
/// <param name="ReadModels">How far they are; null after a dry run.</param>
sealed record ReportImportOutcome(
    string File, bool DryRun, long Items, long PassedOver, long Accepted, long Unchanged, long Refused, long Position, IReadOnlyList<RefusedReport> Refusals,
    string? Rejects, long LostRejects, IReadOnlyList<string> IgnoredColumns, LineError? Failure, bool StarterSet, CatchUpResult? ReadModels)
{
    /// <summary>How long it took, everything included.</summary>
    public double Seconds { get; init; }

    /// <summary>See <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode => this switch
    {
        { Failure: not null } => Cli.ExitCode.Failed,
        { ReadModels.Reached: false } => Cli.ExitCode.NeedsAttention,
        { Refused: > 0 } => Cli.ExitCode.Incomplete,
        _ => Cli.ExitCode.Done,
    };
}

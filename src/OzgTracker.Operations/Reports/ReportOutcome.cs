using OzgTracker.Intake.Reports;

namespace OzgTracker.Operations.Reports;

/// <summary>What became of a report.</summary>
public enum ReportStatus
{
    /// <summary>Recorded; in a dry run it would be.</summary>
    Accepted,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>Nothing was recorded; code and detail say why.</summary>
    Refused,
}

/// <summary>What became of one report for one unit.</summary>
/// <param name="Row">The report.</param>
/// <param name="Municipality">Id of the unit; the key as sent where nobody has it.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Detail">Why it was refused and what to do.</param>
/// <param name="Version">Version of the cell's stream.</param>
/// <param name="Position">Position of the event in the log; null when none was recorded.</param>
public readonly record struct ReportOutcome(
    ReportRow Row, string? Municipality, string? OzgId, ReportStatus Status, string? Code = null, string? Detail = null, long? Version = null, long? Position = null);

/// <summary>How many reports ended how, and where the log is.</summary>
/// <param name="Accepted">Recorded.</param>
/// <param name="Unchanged">Was so already.</param>
/// <param name="Refused">Not recorded.</param>
/// <param name="Rows">Lines or items that were decided.</param>
/// <param name="Position">Of the last event; 0 when nothing was recorded.</param>
public readonly record struct ReportTally(long Accepted, long Unchanged, long Refused, long Rows, long Position)
{
    /// <summary>With one more.</summary>
    public ReportTally With(in ReportOutcome outcome) => outcome.Status switch
    {
        ReportStatus.Accepted => this with { Accepted = Accepted + 1, Position = Math.Max(Position, outcome.Position ?? 0) },
        ReportStatus.Unchanged => this with { Unchanged = Unchanged + 1 },
        _ => this with { Refused = Refused + 1 },
    };
}

/// <summary>Where outcomes go, in the order of the reports.</summary>
public interface IReportSink
{
    /// <summary>Takes an outcome whose page is recorded.</summary>
    void Take(in ReportOutcome outcome);

    /// <summary>A page is recorded and all its outcomes were handed over.</summary>
    void PageDone(in ReportTally soFar);
}

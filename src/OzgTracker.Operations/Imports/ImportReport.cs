using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>What an import did, or would do.</summary>
/// <param name="DryRun">True when nothing was written.</param>
/// <param name="Read">Rows that could be read.</param>
/// <param name="Added">Streams that were new.</param>
/// <param name="Changed">Streams that got further events.</param>
/// <param name="Unchanged">Streams for which the file said nothing new.</param>
/// <param name="Events">Events recorded.</param>
/// <param name="Position">Of the last event; wait for it to see the result in read models. 0 when nothing was recorded.</param>
/// <param name="Refused">Rows that a rule refused.</param>
/// <param name="Errors">Lines that could not be read, the first thousand.</param>
/// <param name="ErrorCount">All lines that could not be read.</param>
/// <param name="Skipped">Lines left out on purpose, by reason.</param>
/// <param name="Figures">What to compare with the official totals of the file.</param>
public sealed record ImportReport(
    bool DryRun,
    int Read,
    int Added,
    int Changed,
    int Unchanged,
    int Events,
    long Position,
    IReadOnlyList<RefusedRow> Refused,
    IReadOnlyList<LineError> Errors,
    int ErrorCount,
    IReadOnlyDictionary<string, int> Skipped,
    IReadOnlyDictionary<string, long> Figures)
{
    /// <summary>Units that ended.</summary>
    public int Dissolved { get; init; }

    /// <summary>Of evidence: what could not be given to any cell, by reason; no fault of the file.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Every line was read and taken in.</summary>
    public bool IsClean => ErrorCount == 0 && Refused.Count == 0;
}

/// <summary>A row that could be read and that a rule refused.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Key">What it speaks of.</param>
/// <param name="Code">Stable code of the rule.</param>
/// <param name="Reason">What is wrong and what to do.</param>
public sealed record RefusedRow(int Line, string Key, string Code, string Reason);

/// <summary>How far an import is.</summary>
/// <param name="Done">Rows decided and recorded.</param>
/// <param name="Total">Rows to do.</param>
public readonly record struct ImportProgress(int Done, int Total);

namespace OzgTracker.Intake;

/// <summary>What a reader made of one file: the good rows, and an account of every other line.</summary>
/// <param name="Rows">The rows that were read, in the order of the file. A line with an error has no row.</param>
/// <param name="Errors">The first <see cref="MaxListedErrors"/> errors, by line.</param>
/// <param name="ErrorCount">All errors, also those that are not listed any more.</param>
/// <param name="Skipped">Lines that are right and yield no row, counted by reason (kebab-case); each line has one reason.</param>
/// <param name="File">What is known of the file as a whole.</param>
public record IntakeResult<TRow>(
    IReadOnlyList<TRow> Rows,
    IReadOnlyList<LineError> Errors,
    int ErrorCount,
    IReadOnlyDictionary<string, int> Skipped,
    FileFacts File)
{
    /// <summary>A file of the wrong kind has an error per line; nobody reads more than these.</summary>
    public const int MaxListedErrors = 1_000;

    /// <summary>True when every line was either read or skipped for a known reason.</summary>
    public bool IsClean => ErrorCount == 0;

    /// <summary>True when the file is not what the reader expects at all: one error of line 0, no rows.</summary>
    public bool IsRefused => Errors is [{ Line: LineError.WholeFile }, ..] && Rows.Count == 0;
}

/// <summary>What is known of a file as a whole.</summary>
/// <param name="Lines">Physical lines that were looked at, the header and blank ones included.</param>
/// <param name="HasByteOrderMark">Whether the UTF-8 mark stood at the start; it is never part of the first field.</param>
/// <param name="Delimiter">What separates the fields of a CSV file; null for fixed columns.</param>
/// <param name="AsOf">The day (<i>Gebietsstand</i>) that all rows describe; null where the format has none.</param>
public sealed record FileFacts(int Lines, bool HasByteOrderMark, char? Delimiter = null, DateOnly? AsOf = null);

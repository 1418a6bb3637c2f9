using System.Diagnostics.CodeAnalysis;

namespace OzgTracker.Intake.Reports;

/// <summary>Reads reports one after the other; holds a buffer and one line, never the whole.</summary>
/// <remarks>
/// First <see cref="TryRead"/> until it gives nothing, then <see cref="FillAsync"/>, and so on until that is false: so a caller knows when it would have to wait for more input. A line that is no
/// report is a row with a fault. The stream stays open.
/// </remarks>
public abstract class ReportReader
{
    /// <summary>Bytes of one line, or of one item of an array; a longer one is an error and not held.</summary>
    public const int MaxItemBytes = 64 * 1024;

    /// <summary>Why the input as a whole cannot be read, or not further; rows that came before stand.</summary>
    public abstract LineError? Failure { get; }

    /// <summary>Bytes of the input that were looked at.</summary>
    public abstract long BytesRead { get; }

    /// <summary>The header of a CSV file as it stands there, once it is read; null for what has none.</summary>
    public virtual string? Header => null;

    /// <summary>What separates the fields of a CSV file.</summary>
    public virtual char Delimiter => ';';

    /// <summary>Columns whose names say nothing to us and that are passed over.</summary>
    public virtual IReadOnlyList<string> IgnoredColumns => [];

    /// <summary>The next report of what was read so far.</summary>
    public abstract bool TryRead([NotNullWhen(true)] out ReportRow? row);

    /// <summary>Reads further; false when there is nothing more.</summary>
    /// <exception cref="IOException">The input itself cannot be read.</exception>
    public abstract ValueTask<bool> FillAsync(CancellationToken ct);

    /// <summary>One JSON object a line, in UTF-8.</summary>
    /// <param name="keepText">Whether rows carry their text.</param>
    public static ReportReader Ndjson(Stream input, bool keepText = false) => new NdjsonReportReader(input, keepText);

    /// <summary>A JSON array of objects, or an object whose only member <c>items</c> is one.</summary>
    public static ReportReader Json(Stream input, bool keepText = false) => new JsonReportReader(input, keepText);

    /// <summary>CSV with a header, separated by comma or semicolon.</summary>
    /// <param name="encoding">Where it is known; a byte order mark goes before it.</param>
    /// <param name="needsUnit">Whether a file without a column for the unit is refused.</param>
    public static ReportReader Csv(Stream input, FileEncoding encoding = FileEncoding.Unknown, bool needsUnit = true, bool keepText = false) =>
        new CsvReportReader(input, encoding, needsUnit, keepText);
}

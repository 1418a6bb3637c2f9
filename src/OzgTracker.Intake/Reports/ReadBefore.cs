using System.Diagnostics.CodeAnalysis;

namespace OzgTracker.Intake.Reports;

/// <summary>Rows that were read already, and then those of their reader.</summary>
public sealed class ReadBefore(IEnumerable<ReportRow> rows, ReportReader rest) : ReportReader
{
    readonly Queue<ReportRow> before = new(rows);

    /// <inheritdoc/>
    public override LineError? Failure => rest.Failure;

    /// <inheritdoc/>
    public override long BytesRead => rest.BytesRead;

    /// <inheritdoc/>
    public override bool TryRead([NotNullWhen(true)] out ReportRow? row) => before.TryDequeue(out row) || rest.TryRead(out row);

    /// <inheritdoc/>
    public override ValueTask<bool> FillAsync(CancellationToken ct) => rest.FillAsync(ct);
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using static System.FormattableString;

namespace OzgTracker.Intake.Reports;

/// <summary>NDJSON: one object a line. Blank lines are passed over.</summary>
sealed class NdjsonReportReader(Stream input, bool keepText) : ReportReader
{
    readonly ByteLines lines = new(input, MaxItemBytes);
    bool hasBegun;
    LineError? failure;
    long index;

    public override LineError? Failure => failure;

    public override long BytesRead => lines.BytesRead;

    public override bool TryRead([NotNullWhen(true)] out ReportRow? row)
    {
        row = null;
        if (failure is not null || !hasBegun) return false;
        while (lines.TryRead(out var line, out var tooLong))
        {
            if (tooLong == 0 && JsonReport.IsBlank(line)) continue;
            row = new ReportRow(index++, lines.Lines);
            if (tooLong > 0) row.Refuse("line-too-long", Invariant($"A line has at most {MaxItemBytes} bytes; this one has {tooLong}."));
            else JsonReport.Read(line, row);
            if (keepText && tooLong == 0) row.Text = Encoding.UTF8.GetString(line);
            return true;
        }

        return false;
    }

    public override async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (failure is not null) return false;
        while (await lines.FillAsync(ct))
        {
            if (hasBegun) return true;
            if (!lines.IsAtEnd && lines.Buffered.Length < FileSignature.Length) continue;
            Begin();
            return failure is null;
        }

        return false;
    }

    void Begin()
    {
        hasBegun = true;
        if (FileSignature.Refuse(lines.Buffered) is { } reason) failure = new LineError(LineError.WholeFile, null, null, "file-not-text", reason);
        if (lines.Buffered.StartsWith(Encoding.UTF8.Preamble)) lines.Skip(Encoding.UTF8.Preamble.Length);
    }
}

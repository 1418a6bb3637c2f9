using System.Diagnostics.CodeAnalysis;
using System.Text;
using static System.FormattableString;

namespace OzgTracker.Intake.Reports;

/// <summary>CSV with a header. A quoted field may have line breaks; a quote that nobody closes costs its line.</summary>
sealed class CsvReportReader : ReportReader
{
    /// <summary>A first line of spreadsheets, which names the delimiter.</summary>
    const string SeparatorLine = "sep=";

    readonly ByteLines lines;
    readonly TextDecoder decoder;
    readonly CsvRecordAssembler records;
    readonly Queue<CsvText> assembled = new();
    readonly bool needsUnit, keepText;
    CsvReportHeader? header;
    LineError? failure;
    TextDecoder? marked;
    bool hasBegun, isFinished;
    long index;

    public CsvReportReader(Stream input, FileEncoding encoding, bool needsUnit, bool keepText)
    {
        (lines, decoder, this.needsUnit, this.keepText) = (new ByteLines(input, MaxItemBytes), new TextDecoder(encoding), needsUnit, keepText);
        records = new CsvRecordAssembler(text => header is null || header.Split(text)?.Length == header.Columns.Length);
    }

    public override LineError? Failure => failure;

    public override long BytesRead => lines.BytesRead;

    public override string? Header => header?.Text;

    public override char Delimiter => header?.Delimiter ?? ';';

    public override IReadOnlyList<string> IgnoredColumns => header?.Ignored ?? [];

    public override bool TryRead([NotNullWhen(true)] out ReportRow? row)
    {
        while (failure is null && hasBegun && Next(out var record))
        {
            if (header is null) TakeHeader(record);
            else if (TakeRow(record) is { } taken)
            {
                row = taken;
                return true;
            }
        }

        row = null;
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

        if (isFinished) return false;
        isFinished = true;
        foreach (var record in records.Finish()) assembled.Enqueue(record);
        if (assembled.Count == 0 && header is null) Refuse("columns-missing", "Expected a CSV file whose first line names its columns; found only blank lines.");
        return assembled.Count > 0;
    }

    void Begin()
    {
        hasBegun = true;
        if (FileSignature.Refuse(lines.Buffered) is { } reason) Refuse("file-not-text", reason);
        if (!lines.Buffered.StartsWith(Encoding.UTF8.Preamble)) return;
        lines.Skip(Encoding.UTF8.Preamble.Length);
        marked = new TextDecoder(FileEncoding.Utf8);
    }

    /// <summary>The next record; a line without quotes is one.</summary>
    bool Next(out CsvText record)
    {
        while (!assembled.TryDequeue(out record))
        {
            if (!lines.TryRead(out var bytes, out var tooLong)) return false;
            if (tooLong == 0 && JsonReport.IsBlank(bytes) && !records.IsOpen) continue;
            RowFault? fault = null;
            var text = tooLong > 0 ? null : (marked ?? decoder).Decode(bytes, out fault);
            if (tooLong > 0) fault = new RowFault("line-too-long", Invariant($"A line has at most {MaxItemBytes} bytes; this one has {tooLong}."));
            if (fault is null && !records.IsOpen && !text!.Contains('"', StringComparison.Ordinal))
            {
                record = new CsvText(lines.Lines, text, null);
                return true;
            }

            var line = new Line(lines.Lines, text ?? "", fault is null ? null : new LineError(lines.Lines, null, null, fault.Code, fault.Reason));
            foreach (var complete in records.Feed(line)) assembled.Enqueue(complete);
        }

        return true;
    }

    void TakeHeader(CsvText record)
    {
        if (record.Fault is { } fault)
        {
            Refuse("columns-missing", $"The header cannot be read: {fault.Reason}");
            return;
        }

        if (record.Text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && record.Text.Length == SeparatorLine.Length + 1) return;
        (header, var refusal) = CsvReportHeader.Of(record.Text, needsUnit);
        if (refusal is not null) Refuse("columns-missing", refusal);
    }

    ReportRow? TakeRow(CsvText record)
    {
        var row = new ReportRow(index, record.Line);
        if (record.Fault is { } fault) row.Refuse(fault.Code, fault.Reason);
        else if (header!.Split(record.Text) is not { } fields) row.Refuse("record-malformed", "Expected quotes around whole fields, doubled inside them; found a quote or a line break elsewhere.");
        else if (fields.Length != header.Columns.Length) row.Refuse("field-count", $"Expected {header.Columns.Length} fields as in the header; found {fields.Length}.");
        else if (!CsvReport.Read(fields, header, row)) return null;
        index++;
        if (keepText) row.Text = record.Text;
        return row;
    }

    void Refuse(string code, string reason) => failure = new LineError(LineError.WholeFile, null, null, code, reason);
}

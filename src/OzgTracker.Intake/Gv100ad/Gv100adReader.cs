namespace OzgTracker.Intake;

/// <summary>Reads GV100AD, the fixed-width list of all German municipalities by Destatis (<i>Gemeindeverzeichnis</i>).</summary>
/// <remarks>
/// One pass. A whole record has 220 characters. A copy whose trailing blanks an editor has cut off is read all the same, when that is so
/// for the whole file; where at least one record still has its blanks, every shorter line is an error, since it was cut or has lost
/// a character, so that its fields have moved. Of a stripped copy two damages cannot be seen, and neither changes a key or a figure:
/// the seat of a Land that ends early, and what a Gemeinde loses behind its postal code.
/// </remarks>
public static class Gv100adReader
{
    /// <summary>So many lines at the start of a file may be damaged before it is taken for something else.</summary>
    const int ProbedLines = 10;

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static async Task<Gv100adResult> Read(Stream input, CancellationToken ct = default)
    {
        var lines = new LineReader(input, Gv100adLayout.MaxLineBytes);
        var findings = new Findings();
        var entries = new List<Gv100adEntry>();
        var strangers = new List<Line>(ProbedLines);
        var (isRecognised, keepsTrailingBlanks) = (false, false);

        await foreach (var line in lines.Read(ct))
        {
            if (line.IsBlank)
            {
                findings.Skip(Gv100adSkipReason.Blank);
                continue;
            }

            isRecognised |= Gv100adLineChecks.StartsLikeRecord(line.Text);
            if (!isRecognised)
            {
                strangers.Add(line);
                if (strangers.Count == ProbedLines) break;
            }

            keepsTrailingBlanks |= line.Text is { Length: Gv100adLayout.Length } && line.Text[^1] == ' ';
            if ((line.Fault ?? Gv100adLineChecks.FirstFault(line.Number, line.Text)) is { } error) findings.Add(error);
            else entries.Add(Gv100adEntry.Of(line.Number, line.Text));
        }

        if (lines.Refusal is { } refusal) return Refused(refusal, lines);
        return isRecognised ? Complete(entries, keepsTrailingBlanks, findings, lines) : Refused(NotGv100ad(strangers), lines);
    }

    static Gv100adResult Complete(IReadOnlyList<Gv100adEntry> entries, bool keepsTrailingBlanks, Findings findings, LineReader lines)
    {
        entries = Gv100adFileChecks.WithoutCutLines(entries, keepsTrailingBlanks, findings);
        var asOf = Gv100adFileChecks.DayOfMost(entries);
        entries = Gv100adFileChecks.OfOneDay(entries, asOf, findings);
        entries = Gv100adFileChecks.WithoutDuplicates(entries, findings);
        Gv100adFileChecks.ReportMissingParents(entries, findings);
        foreach (var reason in entries.Select(entry => entry.SkipReason).OfType<string>()) findings.Skip(reason);

        var units = entries.Select(entry => entry.Unit).OfType<AdministrativeUnitRow>().ToArray();
        var totals = new UnitTotals(units);
        return new(
            [.. units.Select(totals.Complete)],
            [.. entries.Select(entry => entry.State).OfType<StateRow>().Select(totals.Complete)],
            findings.ByLine(), findings.ErrorCount, findings.Skipped,
            new(lines.Lines, lines.HasByteOrderMark, AsOf: asOf));
    }

    static Gv100adResult Refused(LineError error, LineReader lines) =>
        new([], [], [error], 1, new Dictionary<string, int>(), new(lines.Lines, lines.HasByteOrderMark));

    static LineError NotGv100ad(IReadOnlyList<Line> strangers) => new(
        LineError.WholeFile, null, null, "not-gv100ad",
        "Expected GV100AD: lines of 220 characters that start with a Satzart (10 to 60) and a day (YYYYMMDD). "
        + (strangers is [var first, ..]
            ? $"Line {first.Number} has something else: {first.Fault?.Reason ?? Excerpt.Of(first.Text)}"
            : "Found only blank lines."));
}

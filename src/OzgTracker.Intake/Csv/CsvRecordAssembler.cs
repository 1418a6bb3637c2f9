namespace OzgTracker.Intake;

/// <summary>The text of one CSV record, which covers several lines when a quoted field has line breaks.</summary>
/// <param name="Line">Its first line.</param>
/// <param name="Text">Without the last line end; empty when <paramref name="Fault"/> is set.</param>
/// <param name="Fault">Why there is no text.</param>
readonly record struct CsvText(int Line, string Text, LineError? Fault);

/// <summary>Puts physical lines together to CSV records.</summary>
/// <param name="isRecord">Tells whether several lines make a record; a stray quote can look as if it closed an earlier one.</param>
/// <remarks>
/// A quote that nobody closes would swallow the rest of the file. So when several lines make no record, or the quote is still open after
/// <see cref="MaxLines"/> of them, the first line is reported and reading goes on with the second.
/// </remarks>
sealed class CsvRecordAssembler(Predicate<string> isRecord)
{
    const int MaxLines = 50;

    readonly List<Line> open = [];

    /// <summary>Whether lines wait for the end of their record.</summary>
    public bool IsOpen => open.Count > 0;

    /// <summary>The records that a further line completes, mostly one.</summary>
    public IEnumerable<CsvText> Feed(Line line) => Work(new([line]));

    /// <summary>The records that only the end of the file completes, mostly none.</summary>
    public IEnumerable<CsvText> Finish()
    {
        while (open.Count > 0)
        {
            yield return GiveUp(out var rest);
            foreach (var record in Work(new(rest))) yield return record;
        }
    }

    IEnumerable<CsvText> Work(Queue<Line> lines)
    {
        while (lines.TryDequeue(out var line))
        {
            if (open.Count == 0 && (line.Fault is not null || !HasOddQuotes(line)))
            {
                if (!line.IsBlank) yield return new(line.Number, line.Text, line.Fault);
                continue;
            }

            open.Add(line);
            var isClosed = open.Count > 1 && HasOddQuotes(line);
            if (isClosed && Joined() is var text && isRecord(text))
            {
                yield return new(open[0].Number, text, null);
                open.Clear();
            }
            else if (isClosed || line.Fault is not null || open.Count == MaxLines)
            {
                yield return GiveUp(out var rest);
                lines = new([.. rest, .. lines]);
            }
        }
    }

    string Joined() => string.Join('\n', open.Select(part => part.Text));

    CsvText GiveUp(out Line[] rest)
    {
        var first = open[0];
        rest = [.. open.Skip(1)];
        open.Clear();
        return new(first.Number, "", new(
            first.Number, first.Text.LastIndexOf('"') + 1, null, "quote-not-closed",
            $"Expected a quote that closes the field within {MaxLines} lines; found none. Only this line was left out."));
    }

    /// <summary>Doubled quotes are two, so an odd number opens a field without closing it, or closes one of an earlier line.</summary>
    static bool HasOddQuotes(Line line) => int.IsOddInteger(line.Text.AsSpan().Count('"'));
}

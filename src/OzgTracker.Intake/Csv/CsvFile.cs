using System.Runtime.CompilerServices;

namespace OzgTracker.Intake;

/// <summary>Reads a CSV file with a header record, as UTF-8, separated by commas or semicolons.</summary>
static class CsvFile
{
    /// <summary>The longest line of the known files has 5 kB; a longer one is not held.</summary>
    const int MaxLineBytes = 64 * 1024;

    /// <summary>How many column names an error quotes from a header.</summary>
    const int QuotedColumns = 20;

    const string Malformed = "Expected quotes around whole fields, doubled inside them; found a quote or a line break elsewhere.";

    static readonly char[] Delimiters = [',', ';'];

    /// <summary>All rows that <paramref name="convert"/> makes; it returns null after it has told a fault or a reason to skip.</summary>
    /// <param name="columns">Must be in the header, in any order, the id first here; further columns are ignored.</param>
    /// <param name="idOf">What must be unique; a later row with the same id is an error.</param>
    public static async Task<IntakeResult<TRow>> Read<TRow>(
        Stream input, IReadOnlyList<string> columns, Func<CsvRow, TRow?> convert, Func<TRow, string> idOf, CancellationToken ct)
        where TRow : class
    {
        var lines = new LineReader(input, MaxLineBytes);
        var table = new Table<TRow>(columns, convert, idOf);
        var records = new CsvRecordAssembler(table.IsRecord);

        await foreach (var line in lines.Read(ct))
        {
            foreach (var record in records.Feed(line)) table.Take(record);
            if (table.Refusal is not null) break;
        }

        foreach (var record in records.Finish()) table.Take(record);
        return table.Result(lines);
    }

    /// <summary>The same without holding the rows, for files of millions; the same row may come twice.</summary>
    /// <param name="account">Gets, at the end, all that <see cref="Read"/> tells but the rows.</param>
    public static async IAsyncEnumerable<TRow> Stream<TRow>(
        Stream input, IReadOnlyList<string> columns, Func<CsvRow, TRow?> convert, Action<IntakeResult<TRow>> account, [EnumeratorCancellation] CancellationToken ct)
        where TRow : class
    {
        var lines = new LineReader(input, MaxLineBytes);
        var table = new Table<TRow>(columns, convert, null);
        var records = new CsvRecordAssembler(table.IsRecord);

        await foreach (var line in lines.Read(ct))
        {
            foreach (var record in records.Feed(line)) table.Take(record);
            foreach (var row in table.HandOut()) yield return row;
            if (table.Refusal is not null) break;
        }

        foreach (var record in records.Finish()) table.Take(record);
        foreach (var row in table.HandOut()) yield return row;
        account(table.Result(lines));
    }

    sealed class Table<TRow>(IReadOnlyList<string> columns, Func<CsvRow, TRow?> convert, Func<TRow, string>? idOf)
        where TRow : class
    {
        readonly Findings findings = new();
        readonly List<TRow> rows = [];
        readonly Dictionary<string, int> firstLines = new(StringComparer.Ordinal);
        (CsvFields Fields, Dictionary<string, int> Columns, int Width)? header;

        public LineError? Refusal { get; private set; }

        /// <summary>Whether a text has the fields that the header promises.</summary>
        public bool IsRecord(string text) => header is null || header.Value.Fields.Split(text)?.Length == header.Value.Width;

        public void Take(CsvText record)
        {
            if (Refusal is not null) return;
            if (header is null) TakeHeader(record);
            else if (record.Fault is { } fault) findings.Add(fault);
            else TakeRow(record);
        }

        /// <summary>The rows since the last call, which are then forgotten.</summary>
        public TRow[] HandOut()
        {
            if (rows.Count == 0) return [];
            var handed = rows.ToArray();
            rows.Clear();
            return handed;
        }

        public IntakeResult<TRow> Result(LineReader lines)
        {
            var refusal = lines.Refusal ?? Refusal ?? (header is null ? Missing("Found only blank lines.") : null);
            var facts = new FileFacts(lines.Lines, lines.HasByteOrderMark, header?.Fields.Delimiter);
            return refusal is not null
                ? new([], [refusal], 1, new Dictionary<string, int>(), facts)
                : new(rows, findings.ByLine(), findings.ErrorCount, findings.Skipped, facts);
        }

        void TakeHeader(CsvText record)
        {
            if (record.Fault is { } fault)
            {
                Refusal = Missing($"The header cannot be read: {fault.Reason}");
                return;
            }

            var best = Delimiters
                .Select(delimiter => (Fields: new CsvFields(delimiter), Names: new CsvFields(delimiter).Split(record.Text) ?? []))
                .Select(split => (split.Fields, Names: split.Names.Select(name => name.Trim()).ToArray()))
                .MaxBy(split => columns.Intersect(split.Names, StringComparer.OrdinalIgnoreCase).Count());
            var lacking = columns.Except(best.Names, StringComparer.OrdinalIgnoreCase).ToArray();
            var twice = best.Names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(names => names.Count() > 1)?.Key;
            if (lacking.Length > 0)
                Refusal = Missing($"Missing: {string.Join(", ", lacking)}. Found: {Quote(best.Names)}.");
            else if (twice is not null)
                Refusal = Missing($"Found the column {Excerpt.Of(twice)} twice.");
            else
                header = (best.Fields, PositionsOf(best.Names), best.Names.Length);
        }

        static Dictionary<string, int> PositionsOf(string[] names) =>
            names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.OrdinalIgnoreCase);

        void TakeRow(CsvText record)
        {
            var (splitter, positions, width) = header!.Value;
            if (splitter.Split(record.Text) is not { } fields)
                Report(record.Line, null, "record-malformed", Malformed);
            else if (fields.Length != width)
                Report(record.Line, null, "field-count", $"Expected {width} fields as in the header; found {fields.Length}.");
            else
                Convert(new(record.Line, positions, fields, findings));
        }

        void Convert(CsvRow fields)
        {
            var row = convert(fields);
            if (fields.HasFault) return;

            if (fields.SkipReason is { } reason) findings.Skip(reason);
            if (row is null) return;

            if (idOf is null)
            {
                rows.Add(row);
                return;
            }

            var id = idOf(row);
            if (firstLines.TryAdd(id, fields.Line)) rows.Add(row);
            else Report(fields.Line, columns[0], "duplicate-id", $"Expected every id once; found {id} in line {firstLines[id]} already.");
        }

        void Report(int line, string? column, string code, string reason) => findings.Add(new(line, null, column, code, reason));

        LineError Missing(string found) => new(
            LineError.WholeFile, null, null, "columns-missing",
            $"Expected a CSV file whose header has the columns {string.Join(", ", columns)}. {found}");

        static string Quote(string[] names)
        {
            var quoted = string.Join(", ", names.Take(QuotedColumns).Select(name => Excerpt.Of(name)));
            return names.Length > QuotedColumns ? quoted + " and more" : quoted;
        }
    }
}

using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>Reads a table of competence (<i>Zuständigkeiten</i>), one record per service, Land and first day.</summary>
/// <remarks>An empty <c>executed_by</c> says that nobody local executes the service; a record that lacks the field altogether is an error.</remarks>
public static class CompetenceReader
{
    /// <summary>In <c>land</c>: all sixteen.</summary>
    public const string AllStates = "*";

    const string StateColumn = "land";
    const string ExecutedByColumn = "executed_by";
    const string ValidFromColumn = "valid_from";

    static readonly string[] Columns = ["ozg_id", StateColumn, ExecutedByColumn, ValidFromColumn];

    static readonly char[] Separators = [',', '+', '|'];

    static readonly Dictionary<string, UnitKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gemeinde"] = UnitKind.Gemeinde,
        ["verband"] = UnitKind.Verband,
        ["gemeindeverband"] = UnitKind.Verband,
        ["kreis"] = UnitKind.Kreis,
    };

    static readonly Dictionary<string, StateCode> States = StateCode.All
        .SelectMany(code => (string[])[code.Value, code.Facts.Iso, code.Facts.Iso[3..], code.Facts.Name], (code, word) => (code, word))
        .ToDictionary(named => named.word, named => named.code, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<CompetenceRow>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, row => $"{row.OzgId} {string.Join(',', row.States)} {row.ValidFrom:yyyy-MM-dd}", ct);

    static CompetenceRow Convert(CsvRow row)
    {
        var id = row.OzgId("ozg_id");
        var (states, executedBy) = (StatesOf(row), ExecutorsOf(row));
        _ = row.Required(ValidFromColumn);
        return new CompetenceRow(row.Line, id, states, executedBy, row.Day(ValidFromColumn) ?? default);
    }

    static IReadOnlyList<StateCode> StatesOf(CsvRow row)
    {
        var word = row.Required(StateColumn);
        if (word == AllStates) return StateCode.All;
        if (States.TryGetValue(word, out var state)) return [state];
        if (word.Length > 0)
            row.Fault(StateColumn, "land-unknown", $"Expected a Land as 05, DE-NW or Nordrhein-Westfalen, or {AllStates} for all; found {Excerpt.Of(word)}.");
        return [];
    }

    static Executors ExecutorsOf(CsvRow row)
    {
        var kinds = new List<UnitKind>();
        foreach (var word in (row.Optional(ExecutedByColumn) ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (Kinds.TryGetValue(word, out var kind)) kinds.Add(kind);
            else row.Fault(ExecutedByColumn, "kind-unknown", $"Expected gemeinde, verband, kreis, joined by +, or nothing where Land or Bund executes; found {Excerpt.Of(word)}.");
        return Executors.Of(kinds);
    }
}

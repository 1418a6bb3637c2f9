using static System.FormattableString;
using static OzgTracker.Intake.Gv100adLayout;

namespace OzgTracker.Intake;

/// <summary>What the lines of one GV100AD file must fulfil together. A step that drops entries returns those that remain.</summary>
static class Gv100adFileChecks
{
    /// <summary>Drops short lines unless the trailing blanks of the whole file were cut off.</summary>
    public static IReadOnlyList<Gv100adEntry> WithoutCutLines(
        IReadOnlyList<Gv100adEntry> entries, bool keepsTrailingBlanks, Findings findings) =>
        Keep(entries, findings, entry => keepsTrailingBlanks && entry.Length < Length
            ? Gv100adLineChecks.Cut(entry.LineNumber, entry.Length, "Other lines are whole, so this one was cut or has lost a character.")
            : null);

    /// <summary>Drops lines of another day than most.</summary>
    public static IReadOnlyList<Gv100adEntry> OfOneDay(IReadOnlyList<Gv100adEntry> entries, DateOnly? day, Findings findings) =>
        Keep(entries, findings, entry => entry.AsOf == day ? null : new(
            entry.LineNumber, AsOf.From, AsOf.Name, "as-of-differs",
            Invariant($"Expected {day:yyyyMMdd} as in most lines of the file; found {entry.AsOf:yyyyMMdd}.")));

    /// <summary>The day that most lines have, the earlier line deciding a tie; null without lines.</summary>
    public static DateOnly? DayOfMost(IReadOnlyList<Gv100adEntry> entries) =>
        entries.CountBy(entry => entry.AsOf).Select(day => (KeyValuePair<DateOnly, int>?)day).MaxBy(day => day!.Value.Value)?.Key;

    /// <summary>Drops lines whose key an earlier line has.</summary>
    public static IReadOnlyList<Gv100adEntry> WithoutDuplicates(IReadOnlyList<Gv100adEntry> entries, Findings findings)
    {
        var firstLines = new Dictionary<(string, string), int>(entries.Count);
        return Keep(entries, findings, entry =>
        {
            var key = (entry.Satzart, entry.Key);
            return firstLines.TryAdd(key, entry.LineNumber) ? null : new(
                entry.LineNumber, Key.From, Key.Name, "duplicate-key",
                $"Expected a key once; found {entry.Key} of Satzart {entry.Satzart} already in line {firstLines[key]}.");
        });
    }

    /// <summary>Reports a Land, Kreis or Verband that units refer to and the file lacks, once and at the first of them.</summary>
    public static void ReportMissingParents(IReadOnlyList<Gv100adEntry> entries, Findings findings)
    {
        var present = entries.Where(entry => entry.Satzart is "10" or "40").Select(entry => entry.Key)
            .Concat(entries.Where(entry => entry.Satzart == "50" && entry.Unit is not null).Select(entry => entry.Unit!.Id.Value))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var unit in entries.Select(entry => entry.Unit).OfType<AdministrativeUnitRow>())
        {
            foreach (var parent in new[] { unit.State.Value, unit.District, unit.Association?.Value })
            {
                if (parent is null || !present.Add(parent)) continue;

                findings.Add(new(
                    unit.LineNumber, Key.From, Key.Name, "parent-missing",
                    $"Expected the unit {parent}, which this one belongs to, in Satzart {SatzartOf(parent)}; found none without error."));
            }
        }
    }

    static string SatzartOf(string key) => key.Length switch { 2 => "10", 5 => "40", _ => "50" };

    static List<Gv100adEntry> Keep(IReadOnlyList<Gv100adEntry> entries, Findings findings, Func<Gv100adEntry, LineError?> fault)
    {
        var kept = new List<Gv100adEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (fault(entry) is { } error) findings.Add(error);
            else kept.Add(entry);
        }

        return kept;
    }
}

using System.Globalization;

namespace OzgTracker.Cli.Imports;

/// <summary>A plan for people.</summary>
static class PlanText
{
    /// <summary>Of each kind; <c>--json</c> has all.</summary>
    const int Listed = 40;

    public static void Write(TextWriter target, PlanShown plan)
    {
        target.WriteLine(
            $"Plan as of {plan.AsOf:yyyy-MM-dd}: {Number(plan.NewUnits)} new, {Number(plan.Updated)} with other figures, {Number(plan.Renamed.Count)} renamed, "
            + $"{Number(plan.KeyChanged.Count)} with another key, {Number(plan.AssociationChanged.Count)} in another Verband, "
            + $"{Number(plan.Changes.Sum(change => change.Dissolved.Count) + plan.Open.Count)} dissolved.");
        List(target, plan.Renamed, unit => $"renamed    {unit.Id}: {unit.From} -> {unit.To}");
        List(target, plan.KeyChanged, unit => $"key        {unit.Id} {unit.Name}: {unit.From} -> {unit.To}");
        List(target, plan.AssociationChanged, unit => $"Verband    {unit.Id} {unit.Name}: {unit.From ?? "none"} -> {unit.To ?? "none"}");
        List(target, plan.Appeared, unit => $"new        {unit.Id} {unit.Name}");
        List(target, [.. plan.Changes.SelectMany(change => change.Dissolved)], Line);
        if (plan.NotInFile.Count > 0) target.WriteLine($"  {Number(plan.NotInFile.Count)} known units of Länder that are known in part are not in the file; they stay as they are.");
    }

    public static void WriteProblems(TextWriter target, PlanShown plan, string path)
    {
        if (plan.Complete) return;
        target.WriteLine("error: nothing was recorded.");
        foreach (var fault in plan.Faults.Take(Listed)) target.WriteLine($"  {(fault.Line == 0 ? "" : $"decisions, line {fault.Line}: ")}{fault.Reason} [{fault.Code}]");
        if (plan.Open.Count == 0) return;

        target.WriteLine("Decisions are missing for:");
        foreach (var open in plan.Open)
        {
            target.WriteLine($"  {open.Id} {open.Name}, {(open.AreaHa is { } area ? $"{Number(area)} ha" : "area unknown")}: {open.Why}.");
            foreach (var candidate in open.Candidates) target.WriteLine($"      perhaps {candidate.Id} {candidate.Name}{(candidate.IsNew ? " (new)" : "")}, + {Number(candidate.GainHa)} ha");
        }

        target.WriteLine("Write a file with one line per successor (share 0 to 1, empty for all; no successor: leave new empty), e. g.:");
        target.WriteLine("  old;new;share");
        foreach (var open in plan.Open.Take(3)) target.WriteLine($"  {open.Id};{(open.Candidates is [var first, ..] ? first.Id : "")};");
        target.WriteLine($"and name it: ozg import municipalities {path} --decisions FILE");
    }

    static string Line(ShownDissolution end) => end.Successors switch
    {
        [] => $"dissolved  {end.Id} {end.Name}",
        [var only] => $"merged     {end.Id} {end.Name} -> {Successor(only)} [{Source(end)}]",
        var parts => $"split      {end.Id} {end.Name} -> {string.Join(", ", parts.Select(part => $"{Successor(part)} {part.Share.ToString("P1", CultureInfo.InvariantCulture)}"))} [{Source(end)}]",
    };

    static string Successor(ShownPart part) => $"{part.Id} {part.Name}{(part.IsNew ? " (new)" : "")}";

    static string Source(ShownDissolution end) => end.Source.ToString().ToLowerInvariant();

    static void List<T>(TextWriter target, IReadOnlyList<T> items, Func<T, string> line)
    {
        foreach (var item in items.Take(Listed)) target.WriteLine("  " + line(item));
        if (items.Count > Listed) target.WriteLine($"  and {Number(items.Count - Listed)} more; --json lists them.");
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

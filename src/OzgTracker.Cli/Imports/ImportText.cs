using System.Globalization;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>The result of an import for people: figures on standard output, problems on standard error.</summary>
static class ImportText
{
    /// <summary>Nobody reads more on a terminal; <c>--json</c> has the first thousand.</summary>
    const int ListedProblems = 20;

    static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["states"] = "Länder",
        ["municipalities"] = "Gemeinden",
        ["districts"] = "Kreise, without kreisfreie Städte",
        ["associations"] = "Gemeindeverbände",
        ["unincorporatedAreas"] = "gemeindefreie Gebiete",
        ["population"] = "Inhabitants",
        ["populationOfMunicipalities"] = "of these in Gemeinden",
        ["declarations"] = "Declarations of competence",
        ["services"] = "OZG services",
        ["leikaServices"] = "LeiKa services",
        ["tags"] = "Tags",
        ["leistungen"] = "Leistungen",
        ["onlinedienste"] = "Onlinedienste",
        ["zustaendigkeiten"] = "Zuständigkeiten",
        ["deletions"] = "Deletions",
        ["changedObjects"] = "of these with news",
        ["rows"] = "Rows",
        ["changedRows"] = "of these with news",
        ["pages"] = "Pages of the feed",
        ["nextIndex"] = "Next index of the feed",
        ["cells"] = "Cells looked at",
    };

    public static void Write(CliContext context, ImportOutcome outcome, bool quiet)
    {
        if (!quiet && (outcome.Report.Read > 0 || outcome.Report.ErrorCount == 0)) WriteFigures(context.Out, outcome);
        WriteProblems(context.Error, outcome.Report);
        WriteWarnings(context.Error, outcome);
    }

    static void WriteFigures(TextWriter target, ImportOutcome outcome)
    {
        var report = outcome.Report;
        foreach (var (name, figure) in report.Figures) target.WriteLine($"{Labels.GetValueOrDefault(name, name),-36}{Number(figure),12}");
        foreach (var (reason, lines) in report.Skipped) target.WriteLine($"{$"Skipped: {reason}",-36}{Number(lines),12}");
        foreach (var left in report.LeftOut) target.WriteLine($"{$"Fits nowhere: {left.Reason}",-36}{Number(left.Count),12}  e. g. {string.Join(", ", left.Examples)}");
        var verb = report.DryRun ? "Would record" : "Recorded";
        target.WriteLine(
            $"{verb} {Number(report.Events)} events: {Number(report.Added)} added, {Number(report.Changed)} changed, {Number(report.Unchanged)} unchanged{(report.Dissolved > 0 ? $", {Number(report.Dissolved)} dissolved" : "")} "
            + $"in {outcome.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
        if (report.DryRun) target.WriteLine("Dry run: nothing was written.");
    }

    static void WriteProblems(TextWriter target, ImportReport report)
    {
        var unread = report.Errors.Select(error => $"{Place(error.Line, error.Position)}{(error.Field is null ? "" : $" ({error.Field})")}: {error.Reason} [{error.Code}]");
        var refused = report.Refused.Select(row => $"{Place(row.Line, null)} ({row.Key}): {row.Reason} [{row.Code}]");
        var count = report.ErrorCount + report.Refused.Count;
        if (count == 0) return;

        target.WriteLine(report.Read == 0 && report.ErrorCount > 0 ? "error: nothing of this file could be read." : $"Left out: {Number(report.ErrorCount)} not read, {Number(report.Refused.Count)} refused by a rule.");
        foreach (var problem in unread.Concat(refused).Take(ListedProblems)) target.WriteLine($"  {problem}");
        if (count > ListedProblems) target.WriteLine($"  and {Number(count - ListedProblems)} more; --json lists them.");
    }

    static void WriteWarnings(TextWriter target, ImportOutcome outcome)
    {
        if (outcome.StarterSet)
            target.WriteLine("warning: this database holds the starter set with its invented reports; use a new database for real work.");
        CatchUpText.Warn(target, outcome.ReadModels);
    }

    static string Place(int line, int? position) => line == Intake.LineError.WholeFile ? "file" : position is null ? $"line {line}" : $"line {line}, position {position}";

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

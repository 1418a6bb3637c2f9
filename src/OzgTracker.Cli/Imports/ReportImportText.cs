using System.Globalization;

namespace OzgTracker.Cli.Imports;

/// <summary>The result of an import of reports for people: figures on standard output, problems on standard error.</summary>
static class ReportImportText
{
    const int ListedProblems = 20;

    public static void Write(CliContext context, ReportImportOutcome outcome, bool quiet)
    {
        if (!quiet && outcome.Items > 0) WriteFigures(context.Out, outcome);
        WriteProblems(context.Error, outcome);
        if (outcome.StarterSet) context.Error.WriteLine("warning: this database holds the starter set with its invented reports; use a new database for real work.");
        CatchUpText.Warn(context.Error, outcome.ReadModels);
    }

    static void WriteFigures(TextWriter target, ReportImportOutcome outcome)
    {
        if (outcome.PassedOver > 0) target.WriteLine($"Went on after {Number(outcome.PassedOver)} items that were taken in before; --restart begins anew.");
        target.WriteLine(
            $"{(outcome.DryRun ? "Would record" : "Recorded")} {Number(outcome.Accepted)} reports, {Number(outcome.Unchanged)} unchanged, {Number(outcome.Refused)} refused "
            + $"in {outcome.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
        if (outcome.DryRun) target.WriteLine("Dry run: nothing was written.");
    }

    static void WriteProblems(TextWriter target, ReportImportOutcome outcome)
    {
        foreach (var refused in outcome.Refusals.Take(ListedProblems))
            target.WriteLine($"  {(refused.Line > 0 ? $"line {refused.Line}" : $"item {refused.Index}")} ({refused.Municipality} {refused.OzgId}): {refused.Reason} [{refused.Code}]");
        if (outcome.Refused > ListedProblems) target.WriteLine($"  and {Number(outcome.Refused - Math.Min(ListedProblems, outcome.Refusals.Count))} more; --json lists a thousand.");
        if (outcome.Rejects is { } rejects) target.WriteLine($"The refused lines are in {rejects}: correct them and import that file.");
        if (outcome.LostRejects > 0) target.WriteLine($"{Number(outcome.LostRejects)} lines are too long to stand in it.");
        if (outcome.IgnoredColumns.Count > 0) target.WriteLine($"Columns that were passed over: {string.Join(", ", outcome.IgnoredColumns)}.");
        if (outcome.Failure is { } failure) target.WriteLine($"error: {(outcome.Items > 0 ? "the file could not be read to its end" : "nothing of this file could be read")}: {failure.Reason} [{failure.Code}]");
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

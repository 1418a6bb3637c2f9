using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OzgTracker.EventStore.Audit;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg verify</c>: whether the log is what was sealed.</summary>
static class VerifyCommand
{
    /// <summary>As long as a person waits for somebody else's transaction.</summary>
    static readonly TimeSpan SealPatience = TimeSpan.FromSeconds(5);

    /// <summary>Nobody reads more on a terminal; <c>--json</c> has the first thousand.</summary>
    const int ListedFindings = 20;

    /// <summary>Between the position and the hash of a head.</summary>
    const char Separator = ':';

    public static Command Create(CliContext context)
    {
        var head = new Option<string?>("--head") { Description = "POSITION:HASH of a head that was kept elsewhere; it alone reveals a chain that was cut off at the end or made anew." };
        var seal = new Option<bool>("--seal") { Description = "Seal first what is settled and not sealed yet." };
        var json = CommonOptions.Json();
        var command = new Command("verify", "Hold the whole log against its audit chain. Exit code 4 when something is not as it was sealed.") { head, seal, json };
        head.Validators.Add(CheckHead);
        command.SetAction(async (parsed, ct) =>
        {
            var report = await ProgressBars.ShowAsync(context.Terminal, bar => VerifyAsync(context, KeptHead(parsed.GetValue(head)), parsed.GetValue(seal), bar, ct));
            if (parsed.GetValue(json)) CliJson.Write(context.Out, Shown.Of(report));
            else Write(context.Out, report);
            return report.IsIntact ? ExitCode.Done : ExitCode.NeedsAttention;
        });
        return command;
    }

    static async Task<AuditReport> VerifyAsync(CliContext context, KeptHead? kept, bool seal, OpenBar bar, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) throw NotMigrated();
        await using var database = await OpenDatabase.OfAsync(context, ct);
        if (await DatabaseSetup.PendingAsync(database.Store, ct) is not []) throw NotMigrated();
        if (seal) await database.Store.Audit.SealAsync(SealPatience, ct);
        return await database.Store.Audit.VerifyAsync(kept, new Bar(bar("Verifying")), ct);
    }

    static void Write(TextWriter target, AuditReport report)
    {
        target.WriteLine(report.IsIntact
            ? $"Intact: {Number(report.Events)} events in {Number(report.Head.Blocks)} blocks are as they were sealed."
            : $"NOT INTACT: {Number(report.FindingCount)} differences in {Number(report.Events)} sealed events.");
        foreach (var finding in report.Findings.Take(ListedFindings)) target.WriteLine($"  block {finding.Block}, position {finding.Position}: {finding.What}");
        if (report.FindingCount > ListedFindings) target.WriteLine($"  and {Number(report.FindingCount - ListedFindings)} more; --json lists them.");
        target.WriteLine($"Not sealed yet: {Number(report.Unsealed)} events.");
        target.WriteLine($"Head: {report.Head.Position}{Separator}{report.Head.Hash}");
    }

    static void CheckHead(OptionResult given)
    {
        if (given.Tokens is [{ Value: var text }] && KeptHead(text) is null) given.AddError($"'{text}' is no head: POSITION:HASH, with 64 hexadecimal digits.");
    }

    static KeptHead? KeptHead(string? text) =>
        text?.Split(Separator) is [var position, { Length: 64 } hash]
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && hash.All(char.IsAsciiHexDigit)
            ? new KeptHead(at, hash)
            : null;

    static CliException NotMigrated() => new("The database has no audit chain yet. First run: ozg migrate");

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What <c>--json</c> shows.</summary>
    sealed record Shown(bool Intact, AuditHead Head, long Events, long Unsealed, long FindingCount, IReadOnlyList<AuditFinding> Findings)
    {
        public static Shown Of(AuditReport report) => new(report.IsIntact, report.Head, report.Events, report.Unsealed, report.FindingCount, report.Findings);
    }

    sealed class Bar(IProgress<ImportProgress> bar) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => bar.Report(new ImportProgress((int)value.Done, (int)value.Total));
    }
}

using System.Diagnostics.CodeAnalysis;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Intake;
using OzgTracker.Intake.Reports;
using OzgTracker.Operations;
using OzgTracker.Operations.Reports;
using OzgTracker.Operations.Starter;
using OzgTracker.ReadModels;

namespace OzgTracker.Cli.Imports;

/// <summary>Takes a file of reports in, page by page; goes on where an earlier run of the same file stopped.</summary>
sealed record ReportImportRun(CliContext Context, string Path, string? OnBehalfOf, string? Rejects, bool DryRun, bool Restart, bool Json, bool Quiet)
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var began = Context.Clock.GetTimestamp();
        await using var file = InputFile.Open(Path);
        if (!file.CanSeek) throw new CliException($"{Path} is not a file that can be read twice; save it first.");
        if (DryRun && !Context.MayHaveDatabase) throw Preparation.NotMigrated();

        var outcome = await ProgressBars.ShowAsync(Quiet ? null : Context.Terminal, bar => ImportAsync(file, bar, ct));
        outcome = outcome with { Seconds = Math.Round(Context.Clock.GetElapsedTime(began).TotalSeconds, 2) };
        if (Json) CliJson.Write(Context.Out, outcome);
        else ReportImportText.Write(Context, outcome, Quiet);
        return outcome.ExitCode;
    }

    async Task<ReportImportOutcome> ImportAsync(FileStream file, OpenBar bar, CancellationToken ct)
    {
        var opening = bar("Database");
        await using var database = await OpenDatabase.OfAsync(Context, ct);
        var store = database.Store;
        await Preparation.RunAsync(store, DryRun, ct);
        if (!DryRun) await CatchUp.RunAsync(store, opening, Context.Clock, ct);   // units and services are looked up in read models
        opening.Report(new ImportProgress(1, 1));

        using var registry = new Registry(store.DataSource, Context.Clock);
        var speaker = await SpeakerAsync(registry, ct);
        var progress = await ReportProgress.OfAsync(file, OnBehalfOf, ct);
        var passedOver = DryRun || Restart ? 0 : await progress.DoneAsync(store.DataSource, ct);
        var (reader, isTable) = Reader(file, speaker);
        if (passedOver > 0) reader = new PassedOver(reader, passedOver);
        using var rejects = new RejectsFile(Rejects ?? $"{Path}.rejects.{(isTable ? "csv" : "ndjson")}", append: passedOver > 0);
        var sink = new Sink(reader, rejects, bar(DryRun ? "Deciding" : "Recording"), file.Length);
        ReportIntake intake = null!;
        intake = new ReportIntake(store, registry, Context.Clock, new ReportScope
        {
            Provenance = Provenance.OfImport with { OnBehalfOf = speaker?.Id.Value },
            CorrelationId = Guid.CreateVersion7().ToString(),
            Speaker = speaker,
            DryRun = DryRun,
            Guard = (operations, _) => progress.Mark(operations, passedOver + intake.Tally.Rows),
        });
        await intake.RunAsync(reader, sink, ct);

        if (!DryRun && reader.Failure is null) await progress.EndAsync(store.DataSource, ct);
        var readModels = DryRun ? null : await CatchUp.RunAsync(store, bar("Read models"), Context.Clock, ct);
        var tally = intake.Tally;
        return new ReportImportOutcome(
            Path, DryRun, tally.Rows, passedOver, tally.Accepted, tally.Unchanged, tally.Refused, tally.Position, sink.Refusals, rejects.Path, rejects.Lost,
            reader.IgnoredColumns, reader.Failure, await StarterSet.IsLoaded(store.DataSource, ct), readModels);
    }

    async Task<KnownUnit?> SpeakerAsync(Registry registry, CancellationToken ct)
    {
        if (OnBehalfOf is null) return null;
        var unit = await registry.FindUnit(OnBehalfOf, ct) ?? throw new CliException($"{ReportScope.UnknownUnit(OnBehalfOf).Why} Import the municipalities first.");
        return unit.Kind is UnitKind.Verband or UnitKind.Kreis ? unit : throw new CliException($"{unit.ShortName} is neither a Gemeindeverband nor a Kreis, so it reports for nobody else; leave --on-behalf-of out.");
    }

    /// <summary>By the first character: an array, objects line by line, or a table.</summary>
    (ReportReader Reader, bool IsTable) Reader(FileStream file, KnownUnit? speaker)
    {
        Span<byte> start = stackalloc byte[64];
        ReadOnlySpan<byte> seen = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        var text = seen is [0xEF, 0xBB, 0xBF, ..] ? seen[3..] : seen;
        return text.TrimStart(" \t\r\n"u8) switch
        {
            [(byte)'[', ..] => (ReportReader.Json(file, keepText: true), false),
            [(byte)'{', ..] when System.IO.Path.GetExtension(Path).Equals(".json", StringComparison.OrdinalIgnoreCase) => (ReportReader.Json(file, keepText: true), false),
            [(byte)'{', ..] => (ReportReader.Ndjson(file, keepText: true), false),
            _ => (ReportReader.Csv(file, needsUnit: speaker is null, keepText: true), true),
        };
    }

    /// <summary>Passes over what an earlier run has recorded.</summary>
    sealed class PassedOver(ReportReader reader, long items) : ReportReader
    {
        public override LineError? Failure => reader.Failure;

        public override long BytesRead => reader.BytesRead;

        public override string? Header => reader.Header;

        public override char Delimiter => reader.Delimiter;

        public override IReadOnlyList<string> IgnoredColumns => reader.IgnoredColumns;

        public override bool TryRead([NotNullWhen(true)] out ReportRow? row)
        {
            while (reader.TryRead(out row))
                if (row.Index >= items) return true;
            return false;
        }

        public override ValueTask<bool> FillAsync(CancellationToken ct) => reader.FillAsync(ct);
    }

    sealed class Sink(ReportReader reader, RejectsFile rejects, IProgress<ImportProgress> bar, long bytes) : IReportSink
    {
        const int Listed = 1_000;
        const int UnitOfProgress = 1024;

        public List<RefusedReport> Refusals { get; } = [];

        public void Take(in ReportOutcome outcome)
        {
            if (outcome.Status != ReportStatus.Refused) return;
            rejects.Add(outcome, reader);
            if (Refusals.Count < Listed) Refusals.Add(new RefusedReport(outcome.Row.Index, outcome.Row.Line, outcome.Municipality, outcome.OzgId, outcome.Code!, outcome.Detail!));
        }

        public void PageDone(in ReportTally soFar)
        {
            rejects.Flush();
            bar.Report(new ImportProgress((int)(reader.BytesRead / UnitOfProgress), (int)(bytes / UnitOfProgress)));
        }
    }
}

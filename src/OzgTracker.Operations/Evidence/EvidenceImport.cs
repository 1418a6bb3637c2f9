using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Takes in what official sources know of online services: evidence and findings, never a level. The same file again records nothing.</summary>
/// <remarks>What a file says is remembered page by page, with a note of what the cells have to be told; an import that was cut off is completed by the next one, whatever its file.</remarks>
public static class EvidenceImport
{
    /// <summary>Objects or rows of one transaction.</summary>
    const int PageSize = 500;

    /// <summary>A message of XZuFi; import files in the order in which they were made.</summary>
    /// <exception cref="EvidenceBusyException">Another import or pull is running.</exception>
    public static async Task<ImportReport> Xzufi(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        await using var run = await EvidenceRun.OpenAsync(store, options, ct);
        var work = new XzufiIntake(run);
        var reader = new XzufiReader(file);
        await work.Take(reader, null, ct);
        return await work.Settle(ct);
    }

    /// <summary>CSV or JSON of the Dashboard Digitale Verwaltung.</summary>
    /// <exception cref="EvidenceBusyException">Another import or pull is running.</exception>
    public static async Task<ImportReport> Dashboard(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        await using var run = await EvidenceRun.OpenAsync(store, options, ct);
        var (tally, leftOut, reader, page) = (new ImportTally(), new LeftOutTally(), new DashboardReader(file), new Dictionary<(string, string, string), DashboardRow>());
        var (rows, changed) = (0, 0);
        await foreach (var row in reader.Read(ct))
        {
            rows++;
            page[(row.LeikaId.Value, row.Area.Value, row.Url)] = row;
            if (page.Count == PageSize) await Apply();
        }

        await Apply();
        var settlement = new EvidenceSettlement(run, EvidenceSources.Dashboard, tally, leftOut);
        await settlement.Run(ct);
        var figures = new Dictionary<string, long> { ["rows"] = rows, ["changedRows"] = changed, ["cells"] = settlement.Cells };
        return tally.Report(reader.Account, rows, figures, options) with { LeftOut = leftOut.All };

        async Task Apply()
        {
            if (page.Count == 0) return;
            await run.Together(async () => changed += await DashboardRows.Apply(run, page.Values, options.Clock.GetUtcNow(), ct), ct);
            page.Clear();
        }
    }
}

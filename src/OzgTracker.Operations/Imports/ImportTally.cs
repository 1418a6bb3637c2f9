using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Counts what an import did, a transaction at a time.</summary>
sealed class ImportTally
{
    readonly List<RefusedRow> refused = [];
    int added, changed, unchanged, dissolved, events;

    /// <summary>Of the last event.</summary>
    public long Position { get; private set; }

    /// <summary>Events so far.</summary>
    public int Events => events;

    public void Refuse(RefusedRow row) => refused.Add(row);

    /// <summary>A stream that took so many events.</summary>
    public void Count(int recorded, bool isNew)
    {
        events += recorded;
        if (recorded == 0) unchanged++;
        else if (isNew) added++;
        else changed++;
    }

    /// <summary>A unit that ended, if it had not done so before.</summary>
    public void CountDissolved(int recorded)
    {
        events += recorded;
        if (recorded > 0) dissolved++;
    }

    public void Add(ImportTally page, long position)
    {
        added += page.added;
        changed += page.changed;
        unchanged += page.unchanged;
        dissolved += page.dissolved;
        events += page.events;
        refused.AddRange(page.refused);
        Position = position;
    }

    public ImportReport Report<TRow>(IntakeResult<TRow> file, int rows, IReadOnlyDictionary<string, long> figures, ImportOptions options) => new(
        options.DryRun, rows, added, changed, unchanged, events, Position, refused, file.Errors, file.ErrorCount, file.Skipped, figures)
    {
        Dissolved = dissolved,
    };
}

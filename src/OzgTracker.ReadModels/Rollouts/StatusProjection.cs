using System.Runtime.InteropServices;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>
/// Read models <c>read.status_v2</c> (each cell as it is now, a row per maturity model) and <c>read.status_transition_v2</c> (every change of a cell).
/// Both come out of one fold, which exists only here and in the live reads of the log.
/// </summary>
/// <remarks>
/// A page is folded stream by stream, each up to the end of the page and not further, and written with one statement per table. Transitions are
/// only added. Status rows only move forward in <c>position</c>.
/// </remarks>
public sealed class StatusProjection() : Projection("status", version: 2), IBulkFilled
{
    /// <summary>Cells; <c>read.status</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Cells}";

    const string Cells = "status_v2";

    /// <summary>Changes; <c>read.status_transition</c> is a view of the current version.</summary>
    public const string TransitionTable = $"{Projection.InService}.{Transitions}";

    const string Transitions = "status_transition_v2";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Cells, Transitions];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("status", Cells), ("status_transition", Transitions)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Cells} (
            municipality     varchar     not null,
            ozg_id           varchar     not null,
            model            varchar     not null,
            status           smallint    not null,   -- 0 unreported, 1 reported, 2 not competent
            level            smallint,
            since            date,
            evidence         smallint    not null,   -- 0 none, 1 supported
            evidence_url     varchar,
            last_reported_at timestamptz,
            version          bigint      not null,
            position         bigint      not null,
            changed_at       timestamptz not null
        );

        create table {Transitions} (
            municipality varchar     not null,
            ozg_id       varchar     not null,
            model        varchar     not null,
            valid_on     date        not null,
            position     bigint      not null,
            recorded_at  timestamptz not null,
            status       smallint    not null,
            level        smallint,
            evidence     smallint    not null
        );
        """;

    /// <inheritdoc/>
    /// <remarks>Transitions are found by position, which names the event and so the cell: whoever follows them goes on where the last one was.</remarks>
    public override string Indexes => $"""
        alter table {Cells} add primary key (municipality, ozg_id, model);
        create index on {Cells} (ozg_id, model, level desc, evidence desc, since, municipality) where status = 1;
        alter table {Transitions} add primary key (position, model, valid_on)
        """;

    /// <inheritdoc/>
    public async Task FillAsync(ProjectionFill fill, CancellationToken ct)
    {
        await using var cells = await fill.CopyAsync(Cells, StatusRows.CellColumns, ct);
        await using var transitions = await fill.CopyAsync(Transitions, StatusRows.TransitionColumns, ct);
        var rows = new StatusRows();
        await foreach (var chunk in fill.Log.ReadAsync(RolloutKey.StreamPrefix, ct))
        {
            chunk.ForEach(events =>
            {
                if (RolloutKey.TryParse(events[0].StreamKey, out var cell)) rows.Add(cell, events, firstNew: 1);
                rows.WriteTo(cells, transitions);
            });
            await cells.SendIfLargeAsync(ct);
            await transitions.SendIfLargeAsync(ct);
            fill.Read(chunk.Events.Count);
        }

        await cells.CompleteAsync(ct);
        await transitions.CompleteAsync(ct);
    }

    /// <inheritdoc/>
    public override async Task Apply(ProjectionPage page, CancellationToken ct)
    {
        var touched = Touched(page);
        if (touched.Count == 0) return;

        var rows = new StatusRows();
        var continued = touched.Where(stream => stream.Value[0].Version > 1).Select(stream => stream.Key).ToArray();
        var whole = continued.Length == 0 ? null : await page.FetchStreamsAsync(continued, ct);
        foreach (var (streamKey, events) in touched)
            if (RolloutKey.TryParse(streamKey, out var cell))
                rows.Add(cell, whole?.GetValueOrDefault(streamKey) ?? CollectionsMarshal.AsSpan(events), firstNew: events[0].Version);

        page.QueueSqlCommand(UpsertStatus, rows.CellParameters());
        if (rows.HasTransitions) page.QueueSqlCommand(InsertTransitions, rows.TransitionParameters());
    }

    static readonly string UpsertStatus = $"""
        insert into {Cells} as cell ({string.Join(", ", StatusRows.CellColumns)})
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (municipality, ozg_id, model) do update
           set status = excluded.status, level = excluded.level, since = excluded.since, evidence = excluded.evidence,
               evidence_url = excluded.evidence_url, last_reported_at = excluded.last_reported_at, version = excluded.version,
               position = excluded.position, changed_at = excluded.changed_at
         where cell.position < excluded.position
        """;

    static readonly string InsertTransitions = $"""
        insert into {Transitions} ({string.Join(", ", StatusRows.TransitionColumns)})
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict do nothing
        """;

    /// <summary>The rollout streams of a page. One whose first event is in the page needs no other look at the log: all its events up to here are in the page.</summary>
    static Dictionary<string, List<IEvent>> Touched(ProjectionPage page)
    {
        var touched = new Dictionary<string, List<IEvent>>(StringComparer.Ordinal);
        foreach (var happened in page.Events)
        {
            if (happened.Data is not IRolloutEvent) continue;
            if (!touched.TryGetValue(happened.StreamKey, out var events)) touched.Add(happened.StreamKey, events = []);
            events.Add(happened);
        }

        return touched;
    }
}

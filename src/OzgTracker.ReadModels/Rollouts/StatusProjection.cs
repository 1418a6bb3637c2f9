using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>
/// Read models <c>read.status_v1</c> (each cell as it is now, a row per maturity model) and <c>read.status_transition_v1</c> (every change of a cell).
/// Both come out of one fold, which exists only here and in the live reads of the log.
/// </summary>
/// <remarks>
/// A page is folded stream by stream, each up to the end of the page and not further, and written with one statement per table. Transitions are
/// only added. Status rows only move forward in <c>position</c>.
/// </remarks>
public sealed class StatusProjection() : Projection("status", version: 1)
{
    /// <summary>Cells; <c>read.status</c> is a view of the current version.</summary>
    public const string Table = "read.status_v1";

    /// <summary>Changes; <c>read.status_transition</c> is a view of the current version.</summary>
    public const string TransitionTable = "read.status_transition_v1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Table, TransitionTable];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Table} (
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
            changed_at       timestamptz not null,
            primary key (municipality, ozg_id, model)
        );
        create index on {Table} (ozg_id, model, level desc, evidence desc, since, municipality) where status = 1;

        create table {TransitionTable} (
            municipality varchar     not null,
            ozg_id       varchar     not null,
            model        varchar     not null,
            valid_on     date        not null,
            position     bigint      not null,
            recorded_at  timestamptz not null,
            status       smallint    not null,
            level        smallint,
            evidence     smallint    not null,
            primary key (municipality, ozg_id, model, valid_on, position)
        );
        create or replace view read.status as select * from {Table};
        create or replace view read.status_transition as select * from {TransitionTable};
        """;

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
                rows.Add(cell, whole?.GetValueOrDefault(streamKey) ?? events, firstNew: events[0].Version);

        page.QueueSqlCommand(UpsertStatus, rows.StatusParameters());
        if (rows.HasTransitions) page.QueueSqlCommand(InsertTransitions, rows.TransitionParameters());
    }

    const string UpsertStatus = $"""
        insert into {Table} as cell
               (municipality, ozg_id, model, status, level, since, evidence, evidence_url, last_reported_at, version, position, changed_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (municipality, ozg_id, model) do update
           set status = excluded.status, level = excluded.level, since = excluded.since, evidence = excluded.evidence,
               evidence_url = excluded.evidence_url, last_reported_at = excluded.last_reported_at, version = excluded.version,
               position = excluded.position, changed_at = excluded.changed_at
         where cell.position < excluded.position
        """;

    const string InsertTransitions = $"""
        insert into {TransitionTable} (municipality, ozg_id, model, valid_on, position, recorded_at, status, level, evidence)
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

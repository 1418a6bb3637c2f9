using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>
/// Read models <c>read.status_v3</c> (each cell as it is now, a row per maturity model) and <c>read.status_transition_v3</c> (every change of a cell).
/// Both come out of one fold, which exists only here and in the live reads of the log.
/// </summary>
/// <remarks>
/// A page is folded stream by stream, each up to the end of the page and not further, and written with one statement per table, or a copy where many cells are new. Transitions are
/// only added. Status rows only move forward in <c>position</c>.
/// </remarks>
public sealed class StatusProjection() : Projection("status", version: 3), IBulkFilled
{
    /// <summary>Cells; <c>read.status</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Cells}";

    const string Cells = "status_v3";

    /// <summary>Two copies cost a few round trips, and a third less for each row.</summary>
    const int CopyFrom = 100;

    /// <summary>Changes; <c>read.status_transition</c> is a view of the current version.</summary>
    public const string TransitionTable = $"{Projection.InService}.{Transitions}";

    const string Transitions = "status_transition_v3";

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
            evidence         smallint    not null,   -- 0 none, 1 supported, 2 refuted
            evidence_url     varchar,
            last_reported_at timestamptz,
            version          bigint      not null,
            position         bigint      not null,
            changed_at       timestamptz not null,
            verification     smallint    not null,   -- 0 unverified, 1 verified, 2 disputed
            whole_level      smallint,               -- with leika_levels: what was reported of the whole service before
            leika_levels     smallint[],             -- lowest first; null where no LeiKa service was named on its own
            planned_level    smallint,
            planned_for      date,
            efa_offer        varchar,
            efa_stage        varchar,
            strength         smallint    not null generated always as (   -- of the evidence, for rankings: 2 verified, 1 anyone can check it, 0 neither, or in dispute
                case when verification = 1 then 2 when verification = 2 then 0 when evidence = 1 then 1 else 0 end) stored
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
            evidence     smallint    not null,
            verification smallint    not null,
            whole_level  smallint,
            leika_levels smallint[]
        );
        """;

    /// <inheritdoc/>
    /// <remarks>
    /// Cells are found by service for findings; rankings come from the cube. Transitions are found by position, which names the event and so the cell:
    /// whoever follows them goes on where the last one was. And by service, for the progress of targets, which are a few services each. Rows
    /// come in the order of their recording, so a few kilobytes of BRIN lead BI tools to those of a day; a table that is older than this index gets it by a rebuild.
    /// </remarks>
    public override string Indexes => $"""
        alter table {Cells} add primary key (municipality, ozg_id, model);
        create index on {Cells} (ozg_id) where status = 1;
        alter table {Transitions} add primary key (position, model, valid_on);
        create index on {Transitions} (ozg_id, municipality);
        create index on {Transitions} using brin (recorded_at) with (autosummarize = on)
        """;

    /// <inheritdoc/>
    public async Task FillAsync(ProjectionFill fill, CancellationToken ct)
    {
        await using var cells = await fill.CopyAsync(Cells, StatusRows.CellColumns, ct);
        await using var transitions = await fill.CopyAsync(Transitions, StatusRows.TransitionColumns, ct);
        var rows = new StatusRows();
        await RolloutStreams.FillAsync(
            fill,
            (cell, events, firstNew) =>
            {
                rows.Add(cell, events, firstNew);
                rows.WriteCells(cells);
                rows.WriteTransitions(transitions);
                rows.Clear();
            },
            async () =>
            {
                await cells.SendIfLargeAsync(ct);
                await transitions.SendIfLargeAsync(ct);
            },
            ct);

        await cells.CompleteAsync(ct);
        await transitions.CompleteAsync(ct);
    }

    /// <inheritdoc/>
    public override async Task Apply(ProjectionPage page, CancellationToken ct)
    {
        var (started, continued) = (new StatusRows(), new StatusRows());
        await RolloutStreams.OfPage(page, (cell, events, firstNew) => (firstNew == 1 ? started : continued).Add(cell, events, firstNew), ct);
        if (started.CellCount >= CopyFrom) await Copy(page, started, ct);
        else Queue(page, started);
        Queue(page, continued);
    }

    /// <summary>Cells of streams that begin in the page have no rows yet.</summary>
    static async Task Copy(ProjectionPage page, StatusRows rows, CancellationToken ct)
    {
        await using (var cells = await page.CopyAsync(Cells, StatusRows.CellColumns, ct))
        {
            rows.WriteCells(cells);
            await cells.CompleteAsync(ct);
        }

        await using var transitions = await page.CopyAsync(Transitions, StatusRows.TransitionColumns, ct);
        rows.WriteTransitions(transitions);
        await transitions.CompleteAsync(ct);
    }

    static void Queue(ProjectionPage page, StatusRows rows)
    {
        if (rows.CellCount > 0) page.QueueSqlCommand(UpsertStatus, rows.CellParameters());
        if (rows.TransitionCount > 0) page.QueueSqlCommand(InsertTransitions, rows.TransitionParameters());
    }

    static readonly string UpsertStatus = $"""
        insert into {Cells} as cell ({string.Join(", ", StatusRows.CellColumns)})
        select municipality, ozg_id, model, status, level, since, evidence, evidence_url, last_reported_at, version, position, changed_at,
               verification, whole_level, leika_levels::smallint[], planned_level, planned_for, efa_offer, efa_stage
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
               as row ({string.Join(", ", StatusRows.CellColumns)})
        on conflict (municipality, ozg_id, model) do update
           set {string.Join(", ", StatusRows.CellColumns.Skip(3).Select(column => $"{column} = excluded.{column}"))}
         where cell.position < excluded.position
        """;

    static readonly string InsertTransitions = $"""
        insert into {Transitions} ({string.Join(", ", StatusRows.TransitionColumns)})
        select municipality, ozg_id, model, valid_on, position, recorded_at, status, level, evidence, verification, whole_level, leika_levels::smallint[]
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
               as row ({string.Join(", ", StatusRows.TransitionColumns)})
        on conflict do nothing
        """;
}

using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.finding_v1</c>: conflicts, dead links and regressions, each with the event that opened it and the one that resolved it.</summary>
/// <remarks>Every stream of a page that can have findings is gone through from its beginning, so a page that comes again writes the same rows.</remarks>
public sealed class FindingProjection() : Projection("finding", version: 1), IBulkFilled
{
    /// <summary>The table; <c>read.finding</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Findings}";

    const string Findings = "finding_v1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Findings];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("finding", Findings)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Findings} (
            municipality      varchar     not null,
            ozg_id            varchar     not null,
            model             varchar     not null,
            kind              varchar     not null,   -- regression, conflict, deadLink
            opened_position   bigint      not null,
            opened_at         timestamptz not null,
            since             date        not null,
            level             smallint,
            detail            varchar,
            resolved_position bigint,
            resolved_at       timestamptz,
            position          bigint      not null
        );
        """;

    /// <inheritdoc/>
    public override string Indexes => $"alter table {Findings} add primary key (municipality, ozg_id, model, kind, opened_position)";

    /// <inheritdoc/>
    public async Task FillAsync(ProjectionFill fill, CancellationToken ct)
    {
        await using var findings = await fill.CopyAsync(Findings, FindingRows.Columns, ct);
        var rows = new FindingRows();
        await RolloutStreams.FillAsync(
            fill,
            (cell, events, _) =>
            {
                rows.Add(cell, events);
                rows.WriteTo(findings);
            },
            () => findings.SendIfLargeAsync(ct),
            ct);

        await findings.CompleteAsync(ct);
    }

    /// <inheritdoc/>
    public override async Task Apply(ProjectionPage page, CancellationToken ct)
    {
        var rows = new FindingRows();
        await RolloutStreams.OfPage(page, (cell, events, _) => rows.Add(cell, events), ct);
        if (rows.Count > 0) page.QueueSqlCommand(Upsert, rows.Parameters());
    }

    static readonly string Upsert = $"""
        insert into {Findings} as finding ({string.Join(", ", FindingRows.Columns)})
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (municipality, ozg_id, model, kind, opened_position) do update
           set {string.Join(", ", FindingRows.Columns.Skip(6).Select(column => $"{column} = excluded.{column}"))}
         where finding.position < excluded.position
        """;
}

using OzgTracker.Domain.Rollouts;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>The rows of the dashboard that are remembered. A file need not have all of them, so a row that is missing says nothing.</summary>
static class DashboardRows
{
    /// <summary>Reasons of a row that is no evidence, as they stand in the events.</summary>
    public const string NotOk = "nicht ok", Inactive = "nicht aktiv";

    const string ApplySql = $"""
        with changed as (
            insert into ozg.dashboard_row as known (leika_id, area, url, reason, seen_at)
            select leika_id, area, url, nullif(reason, ''), $5
              from unnest($1, $2, $3, $4) as incoming (leika_id, area, url, reason)
            on conflict (leika_id, area, url) do update
               set reason = excluded.reason, seen_at = excluded.seen_at
             where known.reason is distinct from excluded.reason
            returning leika_id, area, url),
        marked as (
            insert into ozg.evidence_due as due (source, leika_id, area, url, seen_at)
            select '{EvidenceSources.Dashboard}', leika_id, area, url, $5
              from changed
            on conflict (source, leika_id, area, url) do update
               set seen_at = greatest(due.seen_at, excluded.seen_at))
        select count(*) from changed
        """;

    /// <summary>What is said of LeiKa services ($1) and addresses ($2), or all addresses where $3.</summary>
    public const string SaidSql = """
        select area, url, null::varchar as assurance, reason, seen_at
          from ozg.dashboard_row
         where leika_id = any($1)
           and ($3 or url = any($2))
        """;

    /// <summary>Takes rows in and notes which addresses they concern; part of a transaction.</summary>
    /// <param name="rows">Each service, area and address once.</param>
    /// <returns>How many said something new.</returns>
    public static async Task<int> Apply(EvidenceRun run, IReadOnlyCollection<DashboardRow> rows, DateTimeOffset seenAt, CancellationToken ct) =>
        (int)(await run.Read(
            ApplySql, counted => counted.GetInt64(0), ct,
            rows.Select(row => row.LeikaId.Value).ToArray(), rows.Select(row => row.Area.Value).ToArray(), rows.Select(row => row.Url).ToArray(),
            rows.Select(row => Reason(row.State) ?? "").ToArray(), seenAt)).Single();

    static string? Reason(DashboardState state) => state switch
    {
        DashboardState.NotOk => NotOk,
        DashboardState.Inactive => Inactive,
        _ => null,
    };
}

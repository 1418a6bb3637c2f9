using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Links;

/// <summary>An address that is to be visited, or whose cells are to be told.</summary>
sealed record Link(string Url, LinkState State, string? Outcome, DateTimeOffset CheckedAt);

/// <summary>The tables <c>ozg.link</c> and <c>ozg.link_host</c>: what is known of addresses, and who visits which host.</summary>
sealed class LinkTable(NpgsqlDataSource source)
{
    const int CollectTimeoutSeconds = 600;
    const int PageSize = 1_000;

    /// <summary>Goes through all cells; addresses that no index takes are left alone.</summary>
    const string NewSql = $"""
        select named.url
          from (select evidence_url as url from {StatusProjection.Table} where evidence_url is not null
                union
                select url from {EvidenceProjection.Table}) as named
         where octet_length(named.url) <= 2000
           and not exists (select from ozg.link where link.url = named.url)
        """;

    const string AddSql = """
        insert into ozg.link (url, host, due_at)
        select url, host, $3
          from unnest($1, $2) as named (url, host)
        on conflict (url) do nothing
        """;

    const string AddHostsSql = """
        insert into ozg.link_host (host)
        select distinct host from unnest($1) as named (host)
        on conflict (host) do nothing
        """;

    /// <summary>Addresses that nothing names any more.</summary>
    const string ForgetSql = $"""
        delete from ozg.link
         where not exists (select from {StatusProjection.Table} as status where status.evidence_url = link.url)
           and not exists (select from {EvidenceProjection.Table} as entry where entry.url = link.url)
        """;

    const string LeaseSql = """
        update ozg.link_host
           set leased_until = $2
         where host in (select candidate.host
                          from ozg.link_host as candidate
                         where candidate.leased_until <= $1
                           and candidate.next_at <= $1
                           and exists (select from ozg.link where link.host = candidate.host and link.due_at <= $1)
                         order by candidate.next_at
                         limit $3
                           for update skip locked)
        returning host, next_at, failures, robots, robots_at
        """;

    const string LeaseOneSql = """
        update ozg.link_host
           set leased_until = $3
         where host = $1
           and leased_until <= $2
        returning host, next_at, failures, robots, robots_at
        """;

    const string RenewSql = "update ozg.link_host set leased_until = $3 where host = $1 and leased_until = $2";

    const string ReleaseSql = """
        update ozg.link_host
           set leased_until = '-infinity', next_at = $3, failures = $4
         where host = $1
           and leased_until = $2
        """;

    const string RobotsSql = "update ozg.link_host set robots = $2, robots_at = $3 where host = $1";

    const string DueSql = """
        select url, failures, failed_on, recorded, recorded_at, outcome, checked_at
          from ozg.link
         where host = $1
           and due_at <= $2
         order by due_at, url
         limit $3
        """;

    const string SeenSql = """
        update ozg.link
           set due_at = $2, checked_at = $3, outcome = $4, failures = $5, failed_on = $6, is_unrecorded = $7
         where url = $1
        """;

    const string UnrecordedSql = """
        select url, failures, failed_on, recorded, recorded_at, outcome, checked_at
          from ozg.link
         where is_unrecorded
         order by checked_at
         limit $1
        """;

    const string RecordedSql = """
        update ozg.link
           set recorded = news.recorded, recorded_at = news.checked_at, is_unrecorded = false
          from unnest($1, $2, $3) as news (url, recorded, checked_at)
         where link.url = news.url
           and link.checked_at = news.checked_at
        """;

    /// <summary>Looks for addresses that cells name, adds the new ones and forgets those that are named no more.</summary>
    public async Task<int> Collect(DateTimeOffset now, CancellationToken ct)
    {
        var urls = await Read(NewSql, row => row.GetString(0), ct);
        foreach (var page in urls.Select(url => (Url: url, Host: HostOf(url))).Where(named => named.Host is not null).Chunk(PageSize))
        {
            var hosts = page.Select(named => named.Host!).ToArray();
            await Execute(AddHostsSql, ct, [hosts]);
            await Execute(AddSql, ct, page.Select(named => named.Url).ToArray(), hosts, now);
        }

        await Execute(ForgetSql, ct);
        return urls.Count;
    }

    public Task<List<HostLease>> Lease(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken ct) => Read(LeaseSql, row => HostLease.Read(row, until), ct, now, until, limit);

    /// <summary>A certain host, also one that no address of ours names; null while somebody else has it.</summary>
    public async Task<HostLease?> TryLease(string host, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        await Execute(AddHostsSql, ct, [new[] { host }]);
        return (await Read(LeaseOneSql, row => HostLease.Read(row, until), ct, host, now, until)).SingleOrDefault();
    }

    /// <returns>False when the lease has ended and somebody else may be there.</returns>
    public async Task<bool> Renew(HostLease lease, DateTimeOffset until, CancellationToken ct)
    {
        if (await Execute(RenewSql, ct, lease.Host, lease.Until, until) == 0) return false;
        lease.Until = until;
        return true;
    }

    public Task Release(HostLease lease, DateTimeOffset nextAt, int failures) => Execute(ReleaseSql, CancellationToken.None, lease.Host, lease.Until, nextAt, failures);

    public Task KeepRobots(string host, string text, DateTimeOffset now, CancellationToken ct) => Execute(RobotsSql, ct, host, text.Replace("\0", "", StringComparison.Ordinal), now);

    public Task<List<Link>> Due(string host, DateTimeOffset now, int limit, CancellationToken ct) => Read(DueSql, Link, ct, host, now, limit);

    public Task Seen(string url, LinkState state, string outcome, DateTimeOffset now, DateTimeOffset dueAt, CancellationToken ct) =>
        Execute(SeenSql, ct, url, dueAt, now, outcome, state.Failures, new NpgsqlParameter { Value = (object?)state.FailedOn ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date }, state.News is not null);

    public Task<List<Link>> Unrecorded(int limit, CancellationToken ct) => Read(UnrecordedSql, Link, ct, limit);

    public Task Recorded(IReadOnlyList<(Link Link, LinkVerdict Verdict)> links, CancellationToken ct) => Execute(
        RecordedSql, ct, links.Select(told => told.Link.Url).ToArray(), links.Select(told => Codes.Text(told.Verdict)).ToArray(), links.Select(told => told.Link.CheckedAt.UtcDateTime).ToArray());

    /// <summary>Scheme, name and port; null for what is no address of the web.</summary>
    public static string? HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? HostOf(uri) : null;

    /// <summary>Scheme, name and port.</summary>
    public static string HostOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    public async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    async Task<int> Execute(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = source.CreateCommand(sql);
        command.CommandTimeout = CollectTimeoutSeconds;
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    static Link Link(NpgsqlDataReader row) => new(
        row.GetString(0),
        new LinkState(
            row.GetInt32(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2),
            !row.IsDBNull(3) && Codes.TryParse<LinkVerdict>(row.GetString(3), out var recorded) ? recorded : null, row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)),
        row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? default : row.GetFieldValue<DateTimeOffset>(6));
}

/// <summary>A host that is this node's for a while.</summary>
sealed record HostLease(string Host, DateTimeOffset NextAt, int Failures, string? Robots, DateTimeOffset? RobotsAt)
{
    /// <summary>Also the proof that it is still this node's.</summary>
    public DateTimeOffset Until { get; set; }

    public static HostLease Read(NpgsqlDataReader row, DateTimeOffset until) => new(
        row.GetString(0), row.GetDateTime(1) == DateTime.MinValue ? DateTimeOffset.MinValue : row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2),
        row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4))
    {
        Until = until,
    };
}

using System.Globalization;
using System.Text;
using Npgsql;
using OzgTracker.Api.Exports;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>Rows of some units, as a page or as a whole file.</summary>
sealed class DashboardRows(ExportSnapshot snapshot, DashboardIndex index)
{
    /// <summary>The official counting rule: online from a level of 2 on.</summary>
    const int OnlineFrom = 2;

    const string Columns = "cell.municipality, leika.leika_id, leika.name, service.ozg_id, service.name, cell.evidence_url, cell.level, cell.evidence";

    const string Order = "cell.municipality, cell.ozg_id, leika.leika_id";

    const string PageSql = $"""
        select {Columns}
          from {DashboardIndex.CellsSql}
           and cell.municipality = any($1)
         order by {Order}
        offset $2
         limit $3
        """;

    const string FileSql = $"""
        select {Columns}
          from {DashboardIndex.CellsSql}
           and cell.municipality = any(string_to_array(current_setting('ozg_export.units'), ','))
         order by {Order}
        """;

    static readonly ExportColumn[] FileColumns =
    [
        .. new[]
        {
            "leika_key", "leika_name", "ars", "ars_name", "ars_federal_state", "bundesland", "leika_bezeichnung", "ozgid", "ozg_bezeichnung", "url", "online_status", "aktiv",
            "art_flaechendeckung",
        }.Select(name => new ExportColumn(name, name)),
    ];

    readonly Dictionary<string, DashboardUnit> byId = index.Units.ToDictionary(unit => unit.Id, StringComparer.Ordinal);

    /// <summary>A page: units are skipped by their numbers of rows, so the last page costs what the first one does.</summary>
    public async Task<DashboardPage> PageAsync(IReadOnlyList<DashboardUnit> units, int page, int size, CancellationToken ct)
    {
        var total = units.Sum(unit => unit.Rows);
        var skip = (long)page * size;
        if (skip >= total) return DashboardPage.Of([], total, page, size);

        var (first, skipped) = (0, 0L);
        for (; skipped + units[first].Rows <= skip; first++) skipped += units[first].Rows;
        var (behind, found) = (first, skipped);
        for (; behind < units.Count && found < skip + size; behind++) found += units[behind].Rows;

        await using var command = snapshot.Command(
            PageSql,
            new NpgsqlParameter<string[]> { TypedValue = [.. units.Skip(first).Take(behind - first).Where(unit => unit.Rows > 0).Select(unit => unit.Id)] },
            new NpgsqlParameter<long> { TypedValue = skip - skipped },
            new NpgsqlParameter<long> { TypedValue = size });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<DashboardRow>(size);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(RowOf(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetInt16(6),
                (EvidenceState)reader.GetInt16(7)));
        }

        return DashboardPage.Of(rows, total, page, size);
    }

    /// <summary>All rows of the units.</summary>
    public async Task<ExportRows> FileAsync(IReadOnlyList<DashboardUnit> units, CancellationToken ct)
    {
        await snapshot.SetAsync("units", string.Join(',', units.Where(unit => unit.Rows > 0).Select(unit => unit.Id)), ct);
        return new ExportRows(FileColumns, async (writer, body, stop) =>
        {
            await using var cells = await snapshot.CopyAsync(FileSql, 8, stop);
            while (await cells.ReadAsync(stop))
            {
                while (cells.TryNext())
                {
                    Write(writer, RowOf(
                        Text(0), Text(1), Text(2), Text(3), Text(4), Text(5), cells.Int16(6), (EvidenceState)cells.Int16(7)));
                    await writer.SendIfLargeAsync(body, stop);
                }
            }

            string Text(int column) => Encoding.UTF8.GetString(cells.Span(column));
        });
    }

    DashboardRow RowOf(string unitId, string leikaId, string leikaName, string ozgId, string ozgName, string url, int level, EvidenceState evidence)
    {
        var unit = byId[unitId];
        var isReachable = evidence != EvidenceState.Refuted;
        var isActive = isReachable && level >= OnlineFrom;
        return new DashboardRow(
            leikaId, leikaName, unit.Ars, unit.Name, unit.State, unit.StateName, leikaName, int.Parse(ozgId, CultureInfo.InvariantCulture), ozgName, url,
            isReachable ? "ok" : "nicht ok", isActive ? "ja" : "nein", index.CoverageOf(ozgId, isActive));
    }

    static void Write(RowWriter writer, DashboardRow row)
    {
        writer.Key(row.LeikaKey);
        writer.Text(row.LeikaName);
        writer.Key(row.Ars);
        writer.Text(row.ArsName);
        writer.Key(row.ArsFederalState);
        writer.Text(row.Bundesland);
        writer.Text(row.LeikaBezeichnung);
        writer.Number(row.OzgId);
        writer.Text(row.OzgBezeichnung);
        writer.Text(row.Url);
        writer.Text(row.OnlineStatus);
        writer.Text(row.Aktiv);
        writer.Text(row.ArtFlaechendeckung);
        writer.EndRow();
    }
}

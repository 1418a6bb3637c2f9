using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Cli;

/// <summary>How much a database holds.</summary>
/// <param name="Events">In the log.</param>
/// <param name="Units">Reporting units and gemeindefreie Gebiete, by kind.</param>
/// <param name="Services">OZG services.</param>
/// <param name="LeikaServices">LeiKa services that they bundle.</param>
sealed record DatabaseFigures(long Events, IReadOnlyDictionary<string, long> Units, long Services, long LeikaServices)
{
    public static async Task<DatabaseFigures> ReadAsync(NpgsqlDataSource source, CancellationToken ct) => new(
        await CountAsync(source, "log.mt_events", ct),
        await UnitsAsync(source, ct),
        await CountAsync(source, ServiceProjection.Table, ct),
        await CountAsync(source, ServiceProjection.LeikaTable, ct));

    static async Task<long> CountAsync(NpgsqlDataSource source, string table, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<SortedDictionary<string, long>> UnitsAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select kind, count(*) from {MunicipalityProjection.Table} where dissolved_on is null group by kind");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var units = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) units.Add(reader.GetString(0), reader.GetInt64(1));
        return units;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Benchmarks;

/// <summary>What somebody would write who has the tables and ten minutes: minimal endpoints that ask SQL, without filters, models, problems or ETags.</summary>
static class BareEndpoints
{
    public const string Switch = "--bare";

    const string CellSql = $"""
        select municipality, ozg_id, model, status, level, since, evidence, verification, last_reported_at, version, position
          from {StatusProjection.Table}
         where municipality = $1 and ozg_id = $2 and model = 'ozg-1.1'
        """;

    /// <summary>In the order of the index of the table.</summary>
    const string FrontrunnersSql = $"""
        select rank() over (order by cell.level desc, cell.strength desc, cell.since), cell.municipality, unit.short_name, unit.kind, unit.state, unit.district, unit.population, cell.level,
               cell.since, cell.verification, cell.evidence, cell.position
          from (select * from {StatusProjection.Table}
                 where ozg_id = $1 and model = 'ozg-1.1' and status = 1
                 order by level desc, strength desc, since, municipality
                 limit 100) as cell
          join {MunicipalityProjection.Table} as unit on unit.id = cell.municipality
         order by 1, 2
        """;

    sealed record Cell(string Municipality, string OzgId, string Model, short Status, short? Level, DateOnly? Since, short Evidence, short Verification, DateTime? LastReportedAt, long Version, long Position);

    sealed record Frontrunner(
        long Rank, string Unit, string Name, string Kind, string State, string? District, int Population, short Level, DateOnly Since, int DaysAtLevel, short Verification, short Evidence, long Position);

    public static async Task RunAsync(string connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 16, AutoPrepareMinUsages = 2, NoResetOnClose = true }.ConnectionString).Build();
        await using var app = builder.Build();
        app.MapGet("/cells/{unit}/{service}", async (string unit, string service) =>
        {
            await using var command = source.CreateCommand(CellSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = unit });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadAsync()
                ? Results.Ok(new Cell(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt16(3), reader.IsDBNull(4) ? null : reader.GetInt16(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateOnly>(5), reader.GetInt16(6), reader.GetInt16(7), reader.IsDBNull(8) ? null : reader.GetDateTime(8),
                    reader.GetInt64(9), reader.GetInt64(10)))
                : Results.NotFound();
        });
        app.MapGet("/frontrunners/{service}", async (string service) =>
        {
            await using var command = source.CreateCommand(FrontrunnersSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
            await using var reader = await command.ExecuteReaderAsync();
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            var rows = new List<Frontrunner>();
            while (await reader.ReadAsync())
            {
                var since = reader.GetFieldValue<DateOnly>(8);
                rows.Add(new Frontrunner(
                    reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.GetInt32(6), reader.GetInt16(7), since, today.DayNumber - since.DayNumber, reader.GetInt16(9), reader.GetInt16(10), reader.GetInt64(11)));
            }

            return Results.Ok(rows);
        });
        await app.RunAsync();
    }
}

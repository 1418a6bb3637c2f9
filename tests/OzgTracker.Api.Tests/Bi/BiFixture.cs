using System.Net.Http.Json;
using Npgsql;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>A few reports of three Länder, and a login of <c>ozg_bi</c>.</summary>
public abstract class BiFixture : ApiFixture
{
    [OneTimeSetUp]
    public async Task ReportOnce()
    {
        await Roles.ApplyAsync(App.OwnerConnectionString);   // rights on a database do not come along when it is cloned
        await Report(Bonn, Residence, new { level = 1, validOn = "2024-01-31" });
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01", evidenceUrl = "https://www.bonn.de/" });
        await Report(Cologne, Residence, new { level = 2, validOn = "2024-02-15" });
        await Report(Cologne, Residence, new { level = 3, validOn = "2024-03-31" });
        await Report(Cologne, Residence, new { level = 1, validOn = "2024-02-29" });   // late: history, and the level until March
        await Report(Buesum, Residence, new { level = 0, validOn = "2023-07-01" });
        await Report(Buesum, HousingBenefit, new { level = 1, validOn = "2023-07-01" });
        await Report(Berlin, Residence, new { model = "ozg-2.0", level = 4, validOn = "2025-08-01" });
        await Put(App.ClientFor("reporter", Cologne), CellUrl(Cologne, Passport) + "/not-competent", new { reason = "Aufgabe des Kreises", validFrom = "2024-01-01" });
        await Put(App.ClientFor("coordinator", "01"), $"/v1/services/{VehicleRegistration}/competence/01", new { executedBy = (string[])["kreis"], validFrom = "2024-01-01" });
        await Put(App.ClientFor("coordinator", "01"), $"/v1/services/{HousingBenefit}/competence/01", new { executedBy = (string[])["verband"], validFrom = "2024-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
        await Do("refresh materialized view concurrently bi.month_end");
    }

    static async Task Put(HttpClient client, string url, object body)
    {
        var answer = await client.PutAsJsonAsync(url, body);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    protected async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Roles.As(Roles.Bi, App.OwnerConnectionString)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What the login sees.</summary>
    protected async Task<T> Ask<T>(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync();
        return value is DBNull or null ? default! : (T)value;
    }

    /// <summary>The only row, by column.</summary>
    protected async Task<Dictionary<string, object>> Row(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.That(await reader.ReadAsync(), Is.True, sql);
        var row = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue);
        Assert.That(await reader.ReadAsync(), Is.False, sql);
        return row;
    }
}

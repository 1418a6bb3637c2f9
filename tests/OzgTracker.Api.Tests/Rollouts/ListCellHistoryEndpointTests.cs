using System.Net;
using System.Net.Http.Json;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ListCellHistoryEndpointTests : ApiFixture
{
    [Test]
    public async Task Everything_is_there_in_order_with_where_it_came_from()
    {
        var reporter = App.ClientFor("reporter", Bonn);
        var url = CellUrl(Bonn, Residence);
        await Report(Bonn, Residence, new { level = 1, validOn = "2024-01-01" });
        var wrong = (await Report(Bonn, Residence, new { level = 2, validOn = "2024-02-01" })).Number("position");
        await reporter.PostAsJsonAsync(url + "/corrections", new { position = wrong, level = 3 });
        await reporter.PostAsJsonAsync(url + "/confirmations", new { confirmedOn = "2024-03-01" });
        await reporter.PostAsJsonAsync(url + "/withdrawals", new { position = wrong + 1, reason = "Versehen" });
        await reporter.PutAsJsonAsync(url + "/not-competent", new { reason = "Aufgabe des Kreises", validFrom = "2024-05-01" });
        await reporter.DeleteAsync(url + "/not-competent?validFrom=2024-06-01");

        var history = await Items(url + "/history");

        Assert.That(history.Texts("type"), Is.EqualTo((string[])
        [
            "maturity_reported", "maturity_reported", "maturity_corrected", "maturity_confirmed", "maturity_withdrawn", "not_competent_declared", "competence_reclaimed",
        ]));
        Assert.That(history.Texts("validOn"), Is.EqualTo((string?[])["2024-01-01", "2024-02-01", "2024-02-01", "2024-03-01", null, "2024-05-01", "2024-06-01"]));
        Assert.That(history.Select(entry => entry.Number("version")), Is.EqualTo(Enumerable.Range(1, 7)));
        Assert.That(history.Select(entry => entry.Number("position")), Is.Ordered.And.Unique);
        Assert.That(history.Select(entry => entry.GetProperty("recordedAt").GetDateTimeOffset()), Is.Ordered);
        Assert.That(history.Select(entry => entry.GetProperty("actor").ToString()), Is.All.EqualTo("{\"role\":\"reporter\"}"));
        Assert.That(history.Texts("source"), Is.All.EqualTo("self"));
        Assert.That(history[4].GetProperty("data").ToString(), Is.EqualTo("{\"withdraws\":3,\"reason\":\"Versehen\"}"));
    }

    [Test]
    public async Task The_history_is_what_the_log_says()
    {
        for (var level = 0; level < 5; level++) await Report(Cologne, Residence, new { level, validOn = $"2024-0{level + 1}-01", note = "Größe äöü" });

        var history = await Items(CellUrl(Cologne, Residence) + "/history");

        var stored = new List<string>();
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand($"select seq_id, version, type, data->>'level' from log.mt_events where stream_id = 'rollout-{Cologne}-{Residence}' order by version");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) stored.Add($"{reader.GetInt64(0)} {reader.GetInt64(1)} {reader.GetString(2)} {reader.GetString(3)}");
        Assert.That(
            history.Select(entry => $"{entry.Number("position")} {entry.Number("version")} {entry.Text("type")} {entry.GetProperty("data").Number("level")}"),
            Is.EqualTo(stored));
    }

    [Test]
    public async Task It_is_paged_by_cursor()
    {
        for (var level = 0; level < 5; level++) await Report(Berlin, Residence, new { level, validOn = $"2024-0{level + 1}-01" });

        var versions = new List<long>();
        string? cursor = null;
        do
        {
            var page = await GetJson($"{CellUrl(Berlin, Residence)}/history?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            versions.AddRange(page.GetProperty("items").EnumerateArray().Select(entry => entry.Number("version")));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);

        Assert.That(versions, Is.EqualTo(Enumerable.Range(1, 5)));
    }

    [Test]
    public async Task What_was_acknowledged_is_never_hidden_by_an_answer_that_the_client_already_has()
    {
        await Report(Buesum, Residence, new { level = 1, validOn = "2024-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
        await using var hold = await HoldReadModels();
        var first = await App.Anonymous.GetAsync(CellUrl(Buesum, Residence) + "/history");
        await Report(Buesum, Residence, new { level = 2, validOn = "2024-02-01" });

        var second = await App.Anonymous.Get(CellUrl(Buesum, Residence) + "/history", ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_cell_of_which_nobody_spoke_has_an_empty_history() => Assert.That(await Items(CellUrl(Bonn, Passport) + "/history"), Is.Empty);

    [Test]
    public async Task In_CSV_the_data_is_one_column()
    {
        await Report(Dithmarschen, Residence, new { level = 1, validOn = "2024-01-01" });

        var lines = (await App.Anonymous.GetStringAsync(CellUrl(Dithmarschen, Residence) + "/history?format=csv&delimiter=semicolon")).Trim().Split('\n');

        Assert.That(lines[0].Trim(), Is.EqualTo("position;version;type;validOn;recordedAt;actor;onBehalfOf;source;data"));
        Assert.That(lines, Has.Length.EqualTo(2));
    }

    /// <summary>Keeps the read models where they are until it is disposed.</summary>
    async Task<NpgsqlConnection> HoldReadModels()
    {
        var connection = new NpgsqlConnection(App.OwnerConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select 1 from log.mt_event_progression for update", connection, transaction);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}

using System.Net.Http.Json;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

public sealed class ListFrontrunnersEndpointTests : ApiFixture
{
    /// <summary>The same question asked of the events alone, day by day, without the fold or the read models of the program.</summary>
    const string FromTheLog = """
        with event as (
            select split_part(stream_id, '-', 2) as unit, version, type, data
              from log.mt_events
             where stream_id like 'rollout-%-' || $1
        ), claim as (
            select unit, version, (data->>'level')::int as level, (data->>'validOn')::date as valid_on, data->>'evidenceUrl' is not null as evidence
              from event as e
             where type in ('maturity_reported', 'maturity_corrected')
               and not exists (
                   select from event as w where w.unit = e.unit and w.type = 'maturity_withdrawn' and (w.data->>'withdraws')::int = e.version)
               and not exists (
                   select from event as c
                    where c.unit = e.unit
                      and c.type = 'maturity_corrected'
                      and (c.data->>'corrects')::int = e.version
                      and not exists (
                          select from event as w where w.unit = c.unit and w.type = 'maturity_withdrawn' and (w.data->>'withdraws')::int = c.version))
        ), day as (
            select distinct on (unit, valid_on) unit, valid_on, level, evidence from claim order by unit, valid_on, version desc
        ), latest as (
            select distinct on (unit) unit, valid_on, level, evidence from day order by unit, valid_on desc
        )
        select rank() over (order by level desc, evidence desc, since), unit, level, since, evidence
          from (select unit, level, evidence,
                       (select min(valid_on) from day
                         where day.unit = latest.unit
                           and valid_on > coalesce(
                               (select max(valid_on) from day as other where other.unit = latest.unit and other.level <> latest.level), '-infinity')
                       ) as since
                  from latest
                 where not exists (select from event where event.unit = latest.unit and type = 'not_competent_declared')) as ranked
         order by 1, unit
        """;

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2024-01-01", evidenceUrl = "https://bonn.de/" });
        await Report(Cologne, Residence, new { level = 3, validOn = "2023-01-01" });
        await Report(Berlin, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://berlin.de/" });
        await Report(Buesum, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://buesum.de/" });
        await Report(Dithmarschen, Residence, new { level = 4, validOn = "2025-06-01" });
        await Report(BuesumWesselburen, Residence, new { level = 4, validOn = "2025-06-01" });
        await App.ClientFor("reporter", BuesumWesselburen).PutAsJsonAsync(CellUrl(BuesumWesselburen, Residence) + "/not-competent", new { reason = "Aufgabe des Kreises" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task The_highest_level_is_first_then_evidence_then_the_longest_at_it_and_ties_share_a_rank()
    {
        var ranking = await Items($"/v1/services/{Residence}/frontrunners");

        Assert.That(
            ranking.Select(row => $"{row.Number("rank")} {row.Text("unit")}"),
            Is.EqualTo((string[])[$"1 {Dithmarschen}", $"2 {Bonn}", $"3 {Buesum}", $"3 {Berlin}", $"5 {Cologne}"]));
    }

    [Test]
    public async Task A_row_says_who_since_when_and_how_sure()
    {
        var bonn = (await Items($"/v1/services/{Residence}/frontrunners")).Single(row => row.Text("unit") == Bonn);

        Assert.That(bonn.Text("name"), Is.EqualTo("Bonn"));
        Assert.That(bonn.Text("since"), Is.EqualTo("2024-01-01"));
        Assert.That(bonn.Number("daysAtLevel"), Is.EqualTo(DateOnly.FromDateTime(DateTime.UtcNow.AddHours(2)).DayNumber - new DateOnly(2024, 1, 1).DayNumber));
        Assert.That(bonn.GetProperty("conform").GetBoolean(), Is.True);
        Assert.That(bonn.Text("evidence"), Is.EqualTo("supported"));
        Assert.That(bonn.Text("verification"), Is.EqualTo("unverified"));
    }

    [Test]
    public async Task The_answer_names_metric_model_policy_and_position()
    {
        var answer = await GetJson($"/v1/services/{Residence}/frontrunners");

        Assert.That(answer.Text("metric"), Is.EqualTo("frontrunners"));
        Assert.That(answer.Number("metricVersion"), Is.EqualTo(1));
        Assert.That(answer.Text("model"), Is.EqualTo("ozg-1.1"));
        Assert.That(answer.Text("policy"), Is.EqualTo("any"));
        Assert.That(answer.Number("position"), Is.Positive);
    }

    [TestCase("peerOf=" + Bonn, new[] { Bonn })]
    [TestCase("peerOf=" + Cologne, new[] { Berlin, Cologne })]
    [TestCase("kind=gemeinde", new[] { Bonn, Buesum, Berlin, Cologne })]
    [TestCase("state=05", new[] { Bonn, Cologne })]
    [TestCase("association=" + BuesumWesselburen, new[] { Buesum })]
    [TestCase("sizeClass=%3E=500000", new[] { Berlin, Cologne })]
    public async Task The_ranking_is_among_those_that_were_asked_for(string query, string[] expected)
    {
        var ranking = await Items($"/v1/services/{Residence}/frontrunners?{query}");

        Assert.That(ranking.Texts("unit"), Is.EqualTo(expected));
        Assert.That(ranking[0].Number("rank"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_ranking_of_an_earlier_day_counts_days_up_to_it()
    {
        var ranking = await Items($"/v1/services/{Residence}/frontrunners?asOf=2024-06-01");

        Assert.That(ranking.Texts("unit"), Is.EqualTo((string[])[Bonn, Cologne]));
        Assert.That(ranking[0].Number("daysAtLevel"), Is.EqualTo(new DateOnly(2024, 6, 1).DayNumber - new DateOnly(2024, 1, 1).DayNumber));
    }

    [Test]
    public async Task A_row_leads_to_its_cell_on_the_same_day_and_names_the_office_to_ask()
    {
        var put = await App.ClientFor("reporter", Bonn).PutAsJsonAsync($"/v1/municipalities/{Bonn}/profile", new { contactPoint = new { url = "https://www.bonn.de/digital" } });
        Assert.That(put.IsSuccessStatusCode, Is.True, await put.Content.ReadAsStringAsync());
        await App.WaitForNonStaleProjectionDataAsync();

        var rows = await Items($"/v1/services/{Residence}/frontrunners?state=05&asOf=2024-06-01&policy=any");

        Assert.That(rows[0].GetProperty("contactPoint").ToString(), Is.EqualTo("{\"mailbox\":null,\"url\":\"https://www.bonn.de/digital\"}"));
        Assert.That(rows[1].IsNull("contactPoint"), Is.True);
        Assert.That(rows[0].Text("cellUrl"), Is.EqualTo($"{CellUrl(Bonn, Residence)}?policy=any&asOf=2024-06-01"));
        Assert.That((await GetJson(rows[0].Text("cellUrl")!)).Text("evidenceUrl"), Is.EqualTo("https://bonn.de/"));
        Assert.That((await Items($"/v1/services/{Residence}/frontrunners?state=05"))[0].Text("cellUrl"), Is.EqualTo(CellUrl(Bonn, Residence)));
    }

    [Test]
    public async Task Filters_that_do_not_fit_a_ranking_of_one_service_are_refused()
    {
        var url = $"/v1/services/{Residence}/frontrunners";
        await AssertInvalid(await App.Anonymous.GetAsync($"{url}?peerOf={Bonn}&kind=kreis"), "contradictory-filters", parameter: "peerOf");
        await AssertInvalid(await App.Anonymous.GetAsync($"{url}?topicArea=Umwelt"), "unknown-parameter", parameter: "topicArea");
        await AssertInvalid(await App.Anonymous.GetAsync($"{url}?limit=0"), "limit-out-of-range", parameter: "limit");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/services/{Residence},{Passport}/frontrunners"), "invalid-ozg-id", parameter: "ozgId");
        await AssertProblem(await App.Anonymous.GetAsync($"{url}?peerOf={Sachsenwald}"), 404, "unknown-municipality");
    }

    [Test]
    public async Task A_service_without_reports_has_an_empty_ranking() => Assert.That(await Items($"/v1/services/{ParentalAllowance}/frontrunners"), Is.Empty);

    [TestCase(Residence)]
    [TestCase(Passport)]
    [TestCase(VehicleRegistration)]
    [TestCase(HousingBenefit)]
    public async Task It_is_what_the_events_say(string ozgId)
    {
        if (ozgId != Residence) await RecordAtRandom(ozgId);
        await App.WaitForNonStaleProjectionDataAsync();

        var answered = (await Items($"/v1/services/{ozgId}/frontrunners")).Select(row =>
            $"{row.Number("rank")} {row.Text("unit")} {row.Number("level")} {row.Text("since")} {row.Text("evidence") == "supported"}");

        Assert.That(answered, Is.EqualTo(await Recounted(ozgId)));
    }

    /// <summary>Reports, corrections and withdrawals on few days, so that days and levels meet; the same on every run.</summary>
    async Task RecordAtRandom(string ozgId)
    {
        var random = new Random(int.Parse(ozgId, null));
        foreach (var unit in (string[])[Bonn, Cologne, Berlin, Dithmarschen, BuesumWesselburen, Buesum])
        {
            var reporter = App.ClientFor("reporter", unit);
            var positions = new List<long>();
            for (var i = 0; i < 12; i++)
            {
                var claim = new { level = random.Next(2, 5), validOn = $"2025-0{random.Next(1, 6)}-01", evidenceUrl = random.Next(2) == 0 ? null : "https://a.de/" };
                var response = random.Next(6) switch
                {
                    0 when positions.Count > 0 => await reporter.PostAsJsonAsync(
                        CellUrl(unit, ozgId) + "/corrections", new { position = positions[random.Next(positions.Count)], claim.level, claim.validOn, claim.evidenceUrl }),
                    1 when positions.Count > 0 => await reporter.PostAsJsonAsync(
                        CellUrl(unit, ozgId) + "/withdrawals", new { position = positions[random.Next(positions.Count)], reason = "Versehen" }),
                    _ => await reporter.PostAsJsonAsync(CellUrl(unit, ozgId) + "/reports", claim),
                };
                Assert.That((int)response.StatusCode, Is.AnyOf(200, 201, 409), await response.Content.ReadAsStringAsync());
                if (response.IsSuccessStatusCode) positions.Add((await Json(response)).Number("position"));
            }
        }
    }

    async Task<List<string>> Recounted(string ozgId)
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(FromTheLog);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ozgId });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add($"{reader.GetInt64(0)} {reader.GetString(1)} {reader.GetInt32(2)} {reader.GetFieldValue<DateOnly>(3):yyyy-MM-dd} {reader.GetBoolean(4)}");
        return rows;
    }
}

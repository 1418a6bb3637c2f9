using System.Globalization;
using System.Text.Json;
using Npgsql;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

/// <summary>How many cells of a Land are competent and how many of these have reached a level: over HTTP, in SQL over <c>read</c>, and from the log alone.</summary>
public sealed class SameNumbersThreeWaysTests : ApiFixture
{
    const int Level = 2;

    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];
    static readonly string[] Units = [Bonn, Cologne, Berlin, Dithmarschen, BuesumWesselburen, Buesum];
    static readonly string[] States = ["01", "05", "11"];

    static DateOnly Today => RolloutFacts.DayOf(DateTimeOffset.UtcNow);

    [OneTimeSetUp]
    public async Task GivenAHistoryOfChance()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OZG_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"OZG_SEED={seed}");
        var chance = new Random(seed);
        string[][] kinds = [["gemeinde"], ["verband"], ["kreis"], ["gemeinde", "kreis"], []];
        foreach (var state in States)
            foreach (var service in Services.Where(_ => chance.Next(2) == 0))
                await Recorded(App.ClientFor("coordinator", state), HttpMethod.Put, $"/v1/services/{service}/competence/{state}", new
                {
                    executedBy = kinds[chance.Next(kinds.Length)],
                    validFrom = chance.Next(3) == 0 ? Iso(Today.AddDays(30)) : "2020-01-01",
                });
        for (var i = 0; i < 60; i++)
        {
            var (unit, service, day) = (Units[chance.Next(Units.Length)], Services[chance.Next(Services.Length)], Iso(new DateOnly(2025, 1, 1).AddDays(chance.Next(300))));
            var (method, what, body) = chance.Next(6) switch
            {
                0 => (HttpMethod.Put, "/not-competent", (object?)new { reason = "ein anderer", validFrom = day }),
                1 => (HttpMethod.Delete, $"/not-competent?validFrom={day}", null),
                _ => (HttpMethod.Post, "/reports", new { level = chance.Next(5), validOn = day }),
            };
            await App.ClientFor("reporter", unit).Send(method, CellUrl(unit, service) + what, body);   // some are refused; so be it
        }

        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task The_numbers_of_today_are_the_same()
    {
        var log = await ReadLog();
        foreach (var state in States)
        {
            foreach (var service in Services)
            {
                var api = await ByApi(state, service);
                Assert.That(await BySql(state, service), Is.EqualTo(api), $"SQL, {service} in {state}");
                Assert.That(log.Count(state, service, Today), Is.EqualTo(api), $"log, {service} in {state}");
            }
        }
    }

    async Task<(long, long)> ByApi(string state, string service)
    {
        var id = $"drei-wege-{service}";
        await Recorded(App.ClientFor("coordinator", state), HttpMethod.Post, "/v1/targets", new { id, state, title = "Drei Wege", level = Level, by = Iso(Today.AddYears(1)), ozgIds = (string[])[service] });
        await App.WaitForNonStaleProjectionDataAsync();
        var progress = await GetJson($"/v1/targets/{state}-{id}/progress");
        return (progress.Number("competent"), progress.Number("reached"));
    }

    async Task<(long, long)> BySql(string state, string service)
    {
        await using var command = App.Store.DataSource.CreateCommand("""
            with executors as (
                select coalesce((select executed_by from read.competence
                                  where ozg_id = $2 and state = $1 and valid_from <= $3 order by valid_from desc limit 1),
                                (select executed_by from read.service where ozg_id = $2)) as kinds
            ), counted as (
                select cell.level,
                       case when cell.status = 2 then false
                            when cell.status = 1 then true
                            when unit.kind = 'gemeindefrei' then false
                            when unit.designation in ('kreisfreieStadt', 'stadtkreis') then cardinality(kinds) > 0
                            when unit.kind = 'gemeinde' and unit.association is null then 'gemeinde' = any(kinds) or 'verband' = any(kinds)
                            else unit.kind = any(kinds)
                       end as competent
                  from read.municipality as unit
                 cross join executors
                  left join read.status as cell on cell.municipality = unit.id and cell.ozg_id = $2 and cell.model = 'ozg-1.1'
                 where unit.state = $1
            )
            select count(*) filter (where competent), count(*) filter (where competent and level >= $4) from counted
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = Today });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Level });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    async Task<Log> ReadLog()
    {
        await using var command = App.Store.DataSource.CreateCommand("select stream_id, type, data::text from log.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string, JsonElement)>();
        while (await reader.ReadAsync()) rows.Add((reader.GetString(0), reader.GetString(1), JsonDocument.Parse(reader.GetString(2)).RootElement));
        return new Log(rows);
    }

    static async Task Recorded(HttpClient client, HttpMethod method, string url, object body)
    {
        var response = await client.Send(method, url, body);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
    }

    static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The rules once more, from rows of <c>mt_events</c> and without any code of the program.</summary>
    sealed class Log(IReadOnlyList<(string Stream, string Type, JsonElement Data)> rows)
    {
        public (long, long) Count(string state, string service, DateOnly today)
        {
            var units = Of("municipality_registered").Where(row => row.Data.GetProperty("ars").GetString()![..2] == state).ToArray();
            var counted = units.Select(unit => Cell(unit.Stream["municipality-".Length..], unit.Data, state, service, today)).Where(cell => cell.Competent).ToArray();
            return (counted.Length, counted.Count(cell => cell.Level >= Level));
        }

        (bool Competent, int? Level) Cell(string unit, JsonElement facts, string state, string service, DateOnly today)
        {
            var stream = rows.Where(row => row.Stream == $"rollout-{unit}-{service}").ToArray();
            var competence = Latest(stream.Where(row => row.Type is "not_competent_declared" or "competence_reclaimed"), "validFrom", today);
            if (competence?.Type == "not_competent_declared") return (false, null);
            if (Latest(stream.Where(row => row.Type == "maturity_reported"), "validOn", today) is { } report) return (true, report.Data.GetProperty("level").GetInt32());
            return (IsExecutor(facts, Executors(state, service, today)), null);
        }

        string?[] Executors(string state, string service, DateOnly today)
        {
            if (Latest(Of("competence_declared").Where(row => row.Stream == $"competence-{service}-{state}"), "validFrom", today) is { } declared)
                return [.. declared.Data.GetProperty("executedBy").EnumerateArray().Select(kind => kind.GetString())];
            var types = Of("service_catalogued").Single(row => row.Stream == $"service-{service}").Data.GetProperty("classification").GetProperty("types").EnumerateArray();
            return types.All(type => type.GetString() == "1") ? [] : ["gemeinde"];
        }

        static bool IsExecutor(JsonElement facts, string?[] executors)
        {
            var kind = facts.GetProperty("kind").GetString();
            if (kind == "gemeindefrei") return false;
            if (facts.GetProperty("designation").GetString() is "kreisfreieStadt" or "stadtkreis") return executors.Length > 0;
            return executors.Contains(kind) || (kind == "gemeinde" && !facts.TryGetProperty("association", out _) && executors.Contains("verband"));
        }

        IEnumerable<(string Stream, string Type, JsonElement Data)> Of(string type) => rows.Where(row => row.Type == type);

        /// <summary>The latest day not after today; ties go to the later row.</summary>
        static (string Stream, string Type, JsonElement Data)? Latest(IEnumerable<(string Stream, string Type, JsonElement Data)> among, string day, DateOnly today) => among
            .Where(row => string.CompareOrdinal(row.Data.GetProperty(day).GetString(), Iso(today)) <= 0)
            .OrderBy(row => row.Data.GetProperty(day).GetString(), StringComparer.Ordinal)
            .Select(row => ((string, string, JsonElement)?)row)
            .LastOrDefault();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>Twenty BI sessions and as many exports ask without a pause while reports come in (F52, short form); how fast it stays is the figure <c>bi-storm</c>.</summary>
public sealed class BiStormTests : BiFixture
{
    const int Sessions = 20, Exports = 20, Reports = 30;

    static readonly string[] Questions =
    [
        "select state, level, count(*) from bi.fact_status group by state, level",
        "select unit.size_class, count(*) from bi.fact_competence join bi.dim_municipality as unit using (unit) group by 1",
        "select month_end, level, sum(units) from bi.fact_month_end group by 1, 2",
        "select recorded_at::date, count(*) from bi.fact_status_change group by 1",
    ];

    [Test]
    public async Task Reports_and_their_feed_go_on()
    {
        var before = await App.Store.Feed.LastGivenAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var sessions = Enumerable.Range(0, Sessions).Select(number => Task.Run(() => Ask(number, stop.Token))).ToArray();
        var exports = Enumerable.Range(0, Exports).Select(number => Task.Run(() => Export(number, stop.Token))).ToArray();
        var follower = Follow(before, Reports);

        var recorded = new List<long>();
        for (var number = 0; number < Reports; number++)
            recorded.Add((await Report(Bonn, Passport, new { level = number % 2, validOn = new DateOnly(2024, 1, 1).AddDays(number) })).GetProperty("position").GetInt64());
        var followed = await follower;
        await stop.CancelAsync();

        Assert.That(followed, Is.EqualTo(recorded), "The feed has each report once, in order.");
        Assert.That((await Task.WhenAll(sessions)).Sum(), Is.GreaterThan(Sessions), "Questions were answered meanwhile.");
        var answers = (await Task.WhenAll(exports)).SelectMany(codes => codes).ToArray();
        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.ServiceUnavailable), "Whoever gets no place is told so.");
        Assert.That(answers, Does.Contain(HttpStatusCode.OK));
    }

    async Task<int> Ask(int number, CancellationToken ct)
    {
        await using var connection = await Connect();
        var answered = 0;
        for (; !ct.IsCancellationRequested; answered++)
        {
            await using var command = new NpgsqlCommand(Questions[(number + answered) % Questions.Length], connection);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                // Rows are taken as a tool takes them.
            }
        }

        return answered;
    }

    async Task<HashSet<HttpStatusCode>> Export(int number, CancellationToken ct)
    {
        var codes = new HashSet<HttpStatusCode>();
        while (!ct.IsCancellationRequested)
        {
            using var answer = await App.Anonymous.GetAsync(number % 2 == 0 ? "/v1/exports/status.csv" : "/v1/exports/transitions.ndjson", CancellationToken.None);
            codes.Add(answer.StatusCode);
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        }

        return codes;
    }

    /// <summary>Positions behind one, as a client polls for them.</summary>
    async Task<List<long>> Follow(long after, int count)
    {
        var seen = new List<long>();
        while (seen.Count < count)
        {
            var page = await App.Anonymous.GetFromJsonAsync<JsonElement>($"/v1/changes?after={after}&wait=20");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(change => change.GetProperty("position").GetInt64()));
            var next = page.GetProperty("nextAfter").GetInt64();
            Assert.That(next, Is.GreaterThan(after), "Nothing came for twenty seconds.");
            after = next;
        }

        return seen;
    }
}

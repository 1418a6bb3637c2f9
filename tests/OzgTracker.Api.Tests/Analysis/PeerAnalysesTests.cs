using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.Domain.Municipalities;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

/// <summary>A dozen Gemeinden of one size: who is ahead among them, where one stands, whom it is like, and what it should do next.</summary>
public sealed class PeerAnalysesTests : ApiFixture
{
    const string Group = "kind=gemeinde&sizeClass=10000-19999";

    static readonly string Behind = Id(1);

    /// <summary>The second to ninth went from level 1 to 3 in 20, 30 … 90 days, the tenth reported 4 at once, the last two nothing.</summary>
    [OneTimeSetUp]
    public async Task GivenPeers()
    {
        await using (var session = App.Store.LightweightSession())
        {
            for (var number = 1; number <= 12; number++)
            {
                session.Events.StartStream(Municipality.StreamKey(UnitId.Parse(Id(number))), new MunicipalityRegistered(
                    UnitKind.Gemeinde, $"Muster {number}", $"Muster {number}", UnitDesignation.Gemeinde, Ags.Parse(Id(number)), Ars.Parse($"053340{number:000000}"), "05334", null,
                    11_000 + (100 * number), number == 12 ? null : 5_000, new(2025, 8, 31), null));
            }

            await session.SaveChangesAsync(CancellationToken.None);
        }

        await App.WaitForNonStaleProjectionDataAsync();
        await Report(Behind, Residence, new { criteria = new { nachweise = 1, bezahlung = 2, rueckkanal = 1 }, validOn = "2025-01-01" });
        for (var number = 2; number <= 9; number++)
        {
            await Report(Id(number), Residence, new { level = 1, validOn = "2025-01-01" });
            await Report(Id(number), Residence, new { level = 3, validOn = $"{new DateOnly(2025, 1, 1).AddDays(10 * number):yyyy-MM-dd}" });
        }

        await Report(Id(10), Residence, new { level = 4, validOn = "2025-05-01" });
        for (var number = 2; number <= 10; number++) await Report(Id(number), Passport, new { level = 2, validOn = "2025-06-01" });

        await Done(App.ClientFor("reporter", Id(2)).PutAsJsonAsync($"/v1/municipalities/{Id(2)}/profile", new { contactPoint = new { mailbox = "digitalisierung@muster2.example" } }));
        foreach (var offer in (string[])["ummeldung", "ummeldung-alt"])
        {
            await Done(App.ClientFor("coordinator", "05").PostAsJsonAsync("/v1/efa-offers", new
            {
                id = offer,
                provider = "05",
                name = "Ummeldung online",
                @operator = "d-NRW",
                ozgIds = (string[])[Residence],
                contract = "fitStore",
                since = "2025-01-01",
                contactPoint = new { mailbox = "efa@land.example" },
            }));
        }

        await Done(App.ClientFor("coordinator", "05").DeleteAsync("/v1/efa-offers/ummeldung-alt"));
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task Over_all_services_each_unit_is_ranked_in_its_peer_group()
    {
        var ranking = await Items($"/v1/frontrunners?{Group}");

        Assert.That(ranking.Texts("unit"), Is.EqualTo(Enumerable.Range(2, 9).Concat([1, 11, 12]).Select(Id)));
        Assert.That(ranking.Select(row => row.Number("rank")), Is.EqualTo(Enumerable.Repeat(1, 9).Concat([10, 10, 10])));
        Assert.That(ranking[0].Number("peerGroupUnits"), Is.EqualTo(12));
        Assert.That((ranking[0].Number("competent"), ranking[0].Number("conform")), Is.EqualTo((5, 1)));
        Assert.That(ranking[0].GetProperty("conformShare").GetDecimal(), Is.EqualTo(0.2m));
        Assert.That(ranking[0].GetProperty("percentile").GetDecimal(), Is.EqualTo(63.6m), "3 below and half of 8 of 11");
        Assert.That(ranking[0].GetProperty("contactPoint").Text("mailbox"), Is.EqualTo("digitalisierung@muster2.example"));
    }

    [Test]
    public async Task Groups_of_fewer_than_five_units_are_left_out_and_none_at_all_is_a_problem()
    {
        Assert.That((await GetJson("/v1/frontrunners")).Number("total"), Is.EqualTo(12), "Bonn, Köln, Berlin and Büsum have no group");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/frontrunners?state=01"), 409, "peer-group-too-small");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/frontrunners?kind=kreis"), 409, "peer-group-too-small");
    }

    [Test]
    public async Task The_ranking_comes_in_pages_and_as_CSV()
    {
        var first = await GetJson($"/v1/frontrunners?{Group}&limit=5");
        var rest = await GetJson($"/v1/frontrunners?{Group}&cursor={first.Text("nextCursor")}");
        var csv = (await App.Anonymous.GetStringAsync($"/v1/frontrunners?{Group}&format=csv&limit=1")).Split("\r\n");

        Assert.That(rest.GetProperty("items").EnumerateArray().Texts("unit"), Is.EqualTo(Enumerable.Range(7, 4).Concat([1, 11, 12]).Select(Id)));
        Assert.That(csv[0], Is.EqualTo("rank,unit,name,kind,state,sizeClass,peerGroupUnits,competent,conform,conformShare,percentile,contactPoint,cellsUrl"));
        Assert.That(csv[1], Does.StartWith($"1,{Id(2)},Muster 2,gemeinde,05,10000-19999,12,5,1,0.2,63.6,digitalisierung@muster2.example|,"));
    }

    [Test]
    public async Task A_standing_has_a_row_for_each_topic_area_and_one_for_all()
    {
        var standing = await GetJson($"/v1/municipalities/{Behind}/standing");
        var rows = standing.GetProperty("items").EnumerateArray().ToArray();

        Assert.That((standing.Text("unit"), standing.Text("kind"), standing.Text("sizeClass")), Is.EqualTo((Behind, "gemeinde", "10000-19999")));
        Assert.That(rows.Texts("topicArea"), Is.EqualTo((string?[])["Arbeit & Ruhestand", "Bauen & Wohnen", "Familie & Kind", "Mobilität & Reisen", null]));
        AssertRow(rows[1], competent: 1, conform: 0, share: 0, q1: 1, median: 1, percentile: 9.1m);
        AssertRow(rows[^1], competent: 5, conform: 0, share: 0, q1: 0.2m, median: 0.2m, percentile: 9.1m);
    }

    [Test]
    public async Task A_standing_leads_to_the_cells_that_are_compared()
    {
        var row = (await Items($"/v1/municipalities/{Behind}/standing?topicArea={Uri.EscapeDataString("Bauen & Wohnen")}"))[0];

        var cells = await GetJson(row.Text("unitsUrl")!);

        Assert.That(cells.Number("total"), Is.EqualTo(row.Number("peers") + 1));
        Assert.That((await GetJson(row.Text("unitsUrl") + "&counted=conform")).Number("total"), Is.EqualTo(9));
    }

    [Test]
    public async Task A_standing_of_an_earlier_day_and_as_CSV()
    {
        var row = (await Items($"/v1/municipalities/{Behind}/standing?asOf=2025-01-25"))[1];
        var csv = await App.Anonymous.GetStringAsync($"/v1/municipalities/{Behind}/standing?format=csv");

        Assert.That(row.GetProperty("percentile").GetDecimal(), Is.EqualTo(45.5m), "the second is ahead, ten are equal");
        Assert.That(csv.Split("\r\n")[0], Is.EqualTo("topicArea,competent,conform,share,peers,peerQ1,peerMedian,peerQ3,percentile,unitsUrl"));
    }

    [TestCase(Bonn, "")]
    [TestCase("05334001", "?state=01")]
    [TestCase("05334001", "?kind=kreis")]
    public async Task A_standing_among_fewer_than_five_is_none(string unit, string query) =>
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/{unit}/standing{query}"), 409, "peer-group-too-small");

    [Test]
    public async Task The_nearest_peers_come_with_what_makes_them_so()
    {
        var peers = await GetJson($"/v1/municipalities/{Id(11)}/peers?limit=3");
        var items = peers.GetProperty("items").EnumerateArray().ToArray();

        Assert.That(items.Select(peer => peer.Text("kind")), Is.All.EqualTo("gemeinde"));
        Assert.That(items[0].Text("unit"), Is.EqualTo(Id(12)), "nearly as many inhabitants, and nothing online either");
        Assert.That(items[0].GetProperty("leftOut").EnumerateArray().Texts("factor"), Is.EqualTo((string[])["density", "portfolio"]));
        foreach (var peer in items)
        {
            var factors = peer.GetProperty("factors").EnumerateArray().Sum(factor => factor.GetProperty("contribution").GetDecimal());
            Assert.That(factors, Is.EqualTo(peer.GetProperty("distance").GetDecimal()));
            Assert.That((peer.IsNull("level"), peer.IsNull("cellUrl")), Is.EqualTo((true, true)));
        }

        Assert.That(items.Select(peer => peer.GetProperty("distance").GetDecimal()), Is.Ordered);
        Assert.That(peers.Number("total"), Is.EqualTo(15), "all other Gemeinden");
    }

    [Test]
    public async Task With_a_service_only_those_that_are_ahead_are_named_with_level_and_contact()
    {
        var peers = await GetJson($"/v1/municipalities/{Behind}/peers?ozgId={Residence}&limit=100");
        var second = peers.GetProperty("items").EnumerateArray().Single(peer => peer.Text("unit") == Id(2));

        Assert.That(peers.GetProperty("items").EnumerateArray().Texts("unit"), Is.EquivalentTo(Enumerable.Range(2, 9).Select(Id)));
        Assert.That((second.Number("level"), second.Text("since")), Is.EqualTo((3, "2025-01-21")));
        Assert.That(second.GetProperty("contactPoint").Text("mailbox"), Is.EqualTo("digitalisierung@muster2.example"));
        Assert.That((await GetJson(second.Text("cellUrl")!)).Number("level"), Is.EqualTo(3));
        Assert.That(await Items($"/v1/municipalities/{Id(10)}/peers?ozgId={Residence}"), Is.Empty);
    }

    [Test]
    public async Task A_next_step_says_what_holds_back_who_made_it_and_how_long_it_took()
    {
        var step = (await Items($"/v1/municipalities/{Behind}/next-steps")).Single(item => item.Text("ozgId") == Residence);

        Assert.That((step.Number("level"), step.Number("nextLevel"), step.GetProperty("conform").GetBoolean()), Is.EqualTo((1, 3, false)));
        Assert.That((step.Number("peersAhead"), step.Number("peers")), Is.EqualTo((9, 15)));
        Assert.That(step.Text("reason"), Is.EqualTo("9 of 15 comparable units are above level 1; the usual next level is 3, which is OZG-konform."));
        Assert.That(step.Text("blockingCriterion"), Is.EqualTo("nachweise"));
        Assert.That(step.GetProperty("medianDays").GetDouble(), Is.EqualTo(55), "of 20, 30 … 90");
        var doers = step.GetProperty("whoDidIt").EnumerateArray().ToArray();
        Assert.That(doers.Texts("unit"), Is.EqualTo(Enumerable.Range(2, 5).Select(Id)), "the nearest of eight");
        Assert.That((doers[0].Text("on"), doers[0].Number("days")), Is.EqualTo(("2025-01-21", 20)));
        Assert.That(doers[0].GetProperty("contactPoint").Text("mailbox"), Is.EqualTo("digitalisierung@muster2.example"));
        Assert.That(step.GetProperty("efaOffers").EnumerateArray().Texts("id"), Is.EqualTo((string[])["ummeldung"]), "the other was withdrawn");
    }

    [Test]
    public async Task A_next_step_may_be_a_first_report()
    {
        var step = (await Items($"/v1/municipalities/{Behind}/next-steps")).Single(item => item.Text("ozgId") == Passport);

        Assert.That((step.IsNull("level"), step.Number("nextLevel"), step.IsNull("medianDays"), step.IsNull("blockingCriterion")), Is.EqualTo((true, 2, true, true)));
        Assert.That(step.Text("reason"), Is.EqualTo("9 of 15 comparable units have reported a level, this unit none in ozg-1.1; the usual next level is 2."));
        Assert.That(step.GetProperty("whoDidIt").EnumerateArray().Select(doer => (doer.Text("on"), doer.IsNull("days"))), Is.EqualTo(Enumerable.Repeat(("2025-06-01", true), 5)));
    }

    [Test]
    public async Task Next_steps_are_those_of_the_day_and_of_what_was_known()
    {
        var known = (await GetJson(CellUrl(Behind, Residence))).Number("position");

        Assert.That(await Items($"/v1/municipalities/{Behind}/next-steps?asOf=2024-06-01"), Is.Empty);
        Assert.That(await Items($"/v1/municipalities/{Behind}/next-steps?knownPosition={known}"), Is.Empty, "nobody else had reported yet");
        Assert.That((await Items($"/v1/municipalities/{Id(11)}/next-steps?limit=1")).Texts("ozgId"), Is.EqualTo((string[])[Residence]), "more of them are ahead than with the passport");
        Assert.That((await Items($"/v1/municipalities/{Behind}/next-steps?ozgId={Passport}")).Texts("ozgId"), Is.EqualTo((string[])[Passport]));
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/{Behind}/next-steps?state=01"), 409, "peer-group-too-small");
    }

    [TestCase("next-steps")]
    [TestCase("standing")]
    [TestCase("peers")]
    public async Task A_unit_that_nobody_knows_that_never_reports_or_with_a_malformed_key_is_refused(string what)
    {
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/05999999/{what}"), 404, "unknown-municipality");
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/{Sachsenwald}/{what}"), 404, "unknown-municipality");
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/{Behind}/{what}?ozgId=19999"), 404, "unknown-service");
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/municipalities/{Behind}/{what}?model=ozg-9"), 404, "unknown-model");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/municipalities/0531400/{what}"), "invalid-key", parameter: "key");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/municipalities/{Behind}/{what}?kind=gemeindefrei"), "unknown-kind", parameter: "kind");
    }

    [TestCase("next-steps?limit=0", "limit-out-of-range", "limit")]
    [TestCase("peers?limit=101", "limit-out-of-range", "limit")]
    [TestCase("peers?ozgId=10124,10177", "invalid-ozg-id", "ozgId")]
    [TestCase("peers?topicArea=Bauen", "unknown-parameter", "topicArea")]
    [TestCase("standing?topicArea=Raumfahrt", "unknown-topic-area", "topicArea")]
    [TestCase("standing?limit=3", "unknown-parameter", "limit")]
    [TestCase("next-steps?asOf=2999-01-01", "as-of-in-future", "asOf")]
    public async Task Bad_input_says_what_to_do(string query, string error, string parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/municipalities/{Behind}/{query}"), error, parameter: parameter);

    static string Id(int number) => $"05334{number:000}";

    static void AssertRow(JsonElement row, int competent, int conform, decimal share, decimal q1, decimal median, decimal percentile)
    {
        Assert.That((row.Number("competent"), row.Number("conform"), row.Number("peers")), Is.EqualTo((competent, conform, 11)));
        Assert.That(
            (row.GetProperty("share").GetDecimal(), row.GetProperty("peerQ1").GetDecimal(), row.GetProperty("peerMedian").GetDecimal(), row.GetProperty("percentile").GetDecimal()),
            Is.EqualTo((share, q1, median, percentile)));
    }

    static async Task Done(Task<HttpResponseMessage> sent)
    {
        var response = await sent;
        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
    }
}

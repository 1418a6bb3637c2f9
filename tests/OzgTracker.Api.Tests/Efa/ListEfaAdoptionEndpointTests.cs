using OzgTracker.Domain.Rollouts;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Efa;

public sealed class ListEfaAdoptionEndpointTests : ApiFixture
{
    const string Url = "/v1/efa-offers/ummeldung/adoption";

    static readonly DateOnly Day = new(2026, 5, 1);

    [OneTimeSetUp]
    public async Task Some_units_move_on_with_an_offer()
    {
        var response = await App.ClientFor("coordinator", "01").Send(HttpMethod.Post, "/v1/efa-offers", new
        {
            id = "ummeldung",
            provider = "01",
            name = "Ummeldung online",
            @operator = "Dataport",
            ozgIds = (string[])[Residence, Passport],
            contract = "fitStore",
            contactPoint = new { mailbox = "efa@land.example" },
            since = "2023-01-01",
        });
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());

        await Adopt(Bonn, Residence, "ummeldung", EfaStage.Interested, EfaStage.Contracted);
        await Adopt(Cologne, Residence, "ummeldung", EfaStage.Live);
        await Adopt(Cologne, Passport, "ummeldung", EfaStage.Pilot);
        await Adopt(Buesum, Residence, "ummeldung", EfaStage.Live);
        await Adopt(Berlin, Residence, "anderes", EfaStage.Live);
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [TestCase("", new[] { Buesum + " live", Bonn + " contracted", Cologne + " live", Cologne + " pilot" })]
    [TestCase("?state=05", new[] { Bonn + " contracted", Cologne + " live", Cologne + " pilot" })]
    [TestCase("?stage=live", new[] { Buesum + " live", Cologne + " live" })]
    [TestCase("?stage=live&state=05", new[] { Cologne + " live" })]
    [TestCase("?stage=retired", new string[0])]
    public async Task Each_unit_has_the_stage_that_it_reported_last(string filter, string[] expected) =>
        Assert.That((await Items(Url + filter)).Select(row => $"{row.Text("unit")} {row.Text("stage")}"), Is.EqualTo(expected));

    [TestCase("", 1, 1, 2)]
    [TestCase("?stage=live", 1, 1, 2)]
    [TestCase("?state=05", 1, 1, 1)]
    [TestCase("?state=16", 0, 0, 0)]
    public async Task The_stages_are_counted_in_the_Land_that_was_asked_for(string filter, int contracted, int pilot, int live)
    {
        var counts = (await GetJson(Url + filter)).GetProperty("counts");

        Assert.That((counts.Number("contracted"), counts.Number("pilot"), counts.Number("live")), Is.EqualTo((contracted, pilot, live)));
        Assert.That((counts.Number("interested"), counts.Number("configured"), counts.Number("retired")), Is.EqualTo((0, 0, 0)), "A stage that was left is not counted.");
    }

    [Test]
    public async Task A_row_says_who_what_and_since_when()
    {
        var row = (await Items(Url + "?state=01")).Single();

        Assert.That((row.Text("name"), row.Text("kind"), row.Text("state"), row.Text("ozgId"), row.Text("since")), Is.EqualTo(("Büsum", "gemeinde", "01", Residence, "2026-05-01")));
        Assert.That((await GetJson(Url)).Number("position"), Is.GreaterThanOrEqualTo(row.Number("position")));
    }

    [Test]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        var first = await GetJson(Url + "?limit=3");
        var second = await GetJson($"{Url}?limit=3&cursor={Uri.EscapeDataString(first.Text("nextCursor")!)}");

        var all = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(row => row.ToString());
        Assert.That(all, Is.EqualTo((await Items(Url)).Select(row => row.ToString())));
        Assert.That(second.IsNull("nextCursor"), Is.True);
    }

    [Test]
    public async Task A_stage_that_does_not_exist_is_refused() =>
        await AssertInvalid(await App.Anonymous.GetAsync(Url + "?stage=done"), "unknown-stage", parameter: "stage");

    [Test]
    public async Task An_offer_that_nobody_published_is_not_found() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/efa-offers/anderes/adoption"), 404, "unknown-offer");

    async Task Adopt(string unit, string ozgId, string offer, params EfaStage[] stages)
    {
        await using var session = App.Store.LightweightSession();
        session.Events.Append($"rollout-{unit}-{ozgId}", [.. stages.Select(stage => (object)new EfaServiceAdopted(offer, stage, Day))]);
        await session.SaveChangesAsync(CancellationToken.None);
    }
}

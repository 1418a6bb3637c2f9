using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ReportManyEndpointTests : ApiFixture
{
    [Test]
    public async Task A_Verband_reports_once_for_all_its_members()
    {
        object[] items = [new { ozgId = Passport, level = 2, validOn = "2025-05-01" }];

        var first = await Post(BuesumWesselburen, items, BuesumWesselburen);
        var again = await Post(BuesumWesselburen, items, BuesumWesselburen);

        var accepted = Results(first).Single();
        var history = (await Items(CellUrl(Buesum, Passport) + "/history")).Single();
        Assert.That((accepted.Text("municipality"), accepted.Text("status"), accepted.Number("version")), Is.EqualTo((Buesum, "accepted", 1L)));
        Assert.That((history.Number("position"), history.Text("onBehalfOf"), history.Text("source")), Is.EqualTo((accepted.Number("position"), BuesumWesselburen, "provider")));
        Assert.That(Results(again).Texts("status"), Is.EqualTo((string[])["unchanged"]));
        Assert.That(Summary(again), Is.EqualTo("""{"accepted":0,"unchanged":1,"refused":0}"""));
    }

    [Test]
    public async Task A_Kreis_reports_for_the_Gemeinden_in_it_and_for_itself_when_named()
    {
        var answer = await Post(Dithmarschen, [new { municipality = Dithmarschen, ozgId = Residence, level = 1 }, new { ozgId = ParentalAllowance, level = 1 }], Dithmarschen);

        Assert.That(Results(answer).Texts("municipality"), Is.EqualTo((string[])[Dithmarschen, Buesum]));
    }

    [Test]
    public async Task What_cannot_be_recorded_is_refused_alone()
    {
        object?[] items =
        [
            new { municipality = Bonn, ozgId = Residence, level = 3, validOn = "2025-05-01" },
            new { municipality = Cologne, ozgId = Residence, level = 3 },
            new { municipality = Bonn, ozgId = "19999", level = 3 },
            new { municipality = Bonn, ozgId = Passport, level = 9 },
            new { municipality = Bonn, ozgId = Passport, level = 2, note = "anna@example.org" },
            new { municipality = Bonn, ozgId = Passport, level = 2, model = "ozg-0.1" },
            new { ozgId = Passport, level = 2 },
            null,
        ];

        var answer = await Post(Bonn, items);

        Assert.That(
            Results(answer).Select(result => result.IsNull("code") ? result.Text("status") : result.Text("code")),
            Is.EqualTo((string[])["accepted", "outside-your-keys", "unknown-service", "level-outside-model", "personal-data", "unknown-model", "invalid-request", "invalid-request"]));
        Assert.That(Results(answer).Select(result => result.Number("index")), Is.EqualTo(Enumerable.Range(0, 8)));
        Assert.That(Results(answer).Skip(1).All(result => result.Text("detail")!.Length > 0));
        Assert.That((await Items(CellUrl(Bonn, Residence) + "/history")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task An_item_sees_what_the_ones_before_it_record()
    {
        var answer = await Post(Berlin, [
            new { municipality = Berlin, ozgId = Residence, level = 1, validOn = "2025-01-01" },
            new { municipality = Berlin, ozgId = Residence, level = 1, validOn = "2025-01-01" },
            new { municipality = Berlin, ozgId = Residence, level = 2, validOn = "2025-02-01" },
        ]);

        Assert.That(Results(answer).Texts("status"), Is.EqualTo((string[])["accepted", "unchanged", "accepted"]));
        Assert.That(Results(answer)[2].Number("version"), Is.EqualTo(2));
        Assert.That((await Items(CellUrl(Berlin, Residence) + "/history")).Select(happened => happened.Number("position")),
            Is.EqualTo((long[])[Results(answer)[0].Number("position"), Results(answer)[2].Number("position")]));
    }

    [Test]
    public async Task A_dry_run_says_what_would_be_and_records_nothing()
    {
        var answer = await Json(await App.ClientFor("reporter", Cologne).Send(
            HttpMethod.Post, "/v1/reports?dryRun=true", (object[])[new { municipality = Cologne, ozgId = HousingBenefit, level = 3 }]));

        Assert.That(Results(answer).Texts("status"), Is.EqualTo((string[])["accepted"]));
        Assert.That(await Items(CellUrl(Cologne, HousingBenefit) + "/history"), Is.Empty);
    }

    [Test]
    public async Task The_same_key_is_answered_the_same()
    {
        var reporter = App.ClientFor("reporter", Cologne);
        object[] items = [new { municipality = Cologne, ozgId = ParentalAllowance, level = 3 }];

        var first = await reporter.Send(HttpMethod.Post, "/v1/reports", items, ("Idempotency-Key", "one"));
        var again = await reporter.Send(HttpMethod.Post, "/v1/reports", items, ("Idempotency-Key", "one"));

        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
    }

    [Test]
    public async Task Who_speaks_for_others_is_a_Verband_or_Kreis_and_speaks_for_its_members_only()
    {
        object[] items = [new { municipality = Bonn, ozgId = Residence, level = 1 }];

        Assert.That(Results(await Post(BuesumWesselburen, items, BuesumWesselburen)).Texts("code"), Is.EqualTo((string[])["not-a-member"]));
        await AssertProblem(await Send(Bonn, items, Bonn), 409, "serves-nobody");
        await AssertProblem(await Send(Bonn, items, BuesumWesselburen), 403, "outside-your-keys");
        await AssertProblem(await Send("01", items, "010519999"), 404, "unknown-municipality");
    }

    [Test]
    public async Task A_request_of_the_wrong_shape_is_refused_as_a_whole()
    {
        await AssertInvalid(await Send(Bonn, []), "missing-value");
        await AssertInvalid(await Send(Bonn, (object[])[new { ozgId = Passport, level = "two" }]), "invalid-value", "/0/level");
        await AssertInvalid(await Send(Bonn, (object[])[new { ozgId = Passport, maturity = 2 }]), "unknown-member", "/0/maturity");
    }

    [Test]
    public async Task Without_a_token_or_with_another_role_nothing_is_recorded()
    {
        object[] items = [new { municipality = Bonn, ozgId = Residence, level = 1 }];

        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, "/v1/reports", items), 401, "unauthenticated");
        await AssertProblem(await App.ClientFor("coordinator", "05").Send(HttpMethod.Post, "/v1/reports", items), 403, "role-not-allowed");
    }

    Task<HttpResponseMessage> Send(string key, object?[] items, string? onBehalfOf = null) =>
        App.ClientFor("reporter", key).Send(HttpMethod.Post, "/v1/reports" + (onBehalfOf is null ? "" : "?onBehalfOf=" + onBehalfOf), items);

    async Task<JsonElement> Post(string key, object?[] items, string? onBehalfOf = null)
    {
        var response = await Send(key, items, onBehalfOf);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    static JsonElement[] Results(JsonElement answer) => [.. answer.GetProperty("items").EnumerateArray()];

    static string Summary(JsonElement answer) => answer.GetProperty("summary").ToString();
}

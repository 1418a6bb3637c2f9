using System.Text.Json.Nodes;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Tokens of real issuers, and what their claims mean.</summary>
public sealed class IssuerTests : IssuerFixture
{
    [Test]
    public async Task Every_algorithm_of_the_list_is_accepted([Values("RS256", "ES256", "PS256")] string algorithm)
    {
        var client = App.ClientWith(await One.Token("bonn-" + algorithm));

        Assert.That((int)(await client.GetAsync("/v1/states")).StatusCode, Is.EqualTo(200));
        Assert.That((int)(await client.Send(HttpMethod.Post, Cell + "/reports", new { level = 2 })).StatusCode, Is.AnyOf(200, 201));
    }

    [Test]
    public async Task Every_role_is_that_role()
    {
        Assert.That((int)(await App.ClientWith(await One.Token("admin")).GetAsync("/v1/api-keys")).StatusCode, Is.EqualTo(200));
        var coordinator = App.ClientWith(await One.Token("coordinator"));
        await ApiFixture.AssertProblem(await coordinator.GetAsync("/v1/api-keys"), 403, "role-not-allowed");
        await ApiFixture.AssertProblem(await coordinator.Send(HttpMethod.Post, $"/v1/municipalities/{Buesum}/services/{Residence}/verifications", new { }), 403, "outside-your-states");
    }

    [Test]
    public async Task The_log_names_issuer_and_subject_so_that_two_of_one_name_are_two()
    {
        var url = $"/v1/municipalities/{Bonn}/services/{Passport}/reports";
        var (one, two) = (App.ClientWith(await One.Token("bonn-ES256")), App.ClientWith(await Two.Token("bonn-ES256")));

        Assert.That((int)(await one.Send(HttpMethod.Post, url, new { level = 1 }, ("Idempotency-Key", "same"))).StatusCode, Is.EqualTo(201));
        var second = await two.Send(HttpMethod.Post, url, new { level = 2 }, ("Idempotency-Key", "same"));

        Assert.That((int)second.StatusCode, Is.EqualTo(201), "the key of another client is not this one's");
        Assert.That(second.Headers.Contains("Idempotency-Replayed"), Is.False);
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand($"select string_agg(headers->>'actor', ' ' order by seq_id) from log.mt_events where stream_id = 'rollout-{Bonn}-{Passport}'");
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("one:bonn-ES256 two:bonn-ES256"));
    }

    [TestCase("""["ozg-melder"]""", 409)]
    [TestCase("""["ozg-melder","ozg-leser","uma_authorization"]""", 409)]
    [TestCase("\"ozg-melder\"", 409)]
    [TestCase("""["ozg-melder","ozg-land"]""", 403)]
    [TestCase("""["reporter"]""", 403)]
    [TestCase("""["OZG-MELDER"]""", 403)]
    [TestCase("[]", 403)]
    [TestCase("7", 403)]
    [TestCase("""{"ozg-melder":true}""", 403)]
    [TestCase("null", 403)]
    public async Task Roles_mean_what_the_settings_say(string groups, int status)
    {
        var client = App.ClientWith(await Sign(Two, payload => payload["groups"] = JsonNode.Parse(groups)));

        var response = await client.PostAsync($"/v1/municipalities/{Bonn}/services/{VehicleRegistration}/confirmations", null);

        await ApiFixture.AssertProblem(response, status, status == 409 ? "nothing-reported" : "role-not-allowed");
    }

    [Test]
    public async Task Who_has_no_role_of_ours_is_known_and_may_nothing()
    {
        var token = await Sign(One, payload => payload["role"] = "mayor");

        await ApiFixture.AssertProblem(await App.ClientWith(token).GetAsync("/v1/states"), 403, "role-not-allowed");
        Assert.That((int)(await App.ClientWith(token).GetAsync("/health/live")).StatusCode, Is.EqualTo(200));
    }

    [TestCase("""["05314000","x"]""", true)]
    [TestCase("\"05314000\"", true)]
    [TestCase("""["0531400"]""", false)]
    [TestCase("""["05314000 "]""", false)]
    [TestCase("""["05314000,05315000"]""", false)]
    [TestCase("""["٠٥"]""", false)]
    [TestCase("""["%"]""", false)]
    [TestCase("""[""]""", false)]
    [TestCase("[5314000]", false)]
    [TestCase("[12]", false)]
    [TestCase("""{"05314000":true}""", false)]
    [TestCase("null", false)]
    public async Task What_is_no_official_key_covers_nothing(string keys, bool covers)
    {
        var client = App.ClientWith(await Sign(One, payload => payload["keys"] = JsonNode.Parse(keys)));

        var response = await client.PostAsync($"/v1/municipalities/{Bonn}/services/{VehicleRegistration}/confirmations", null);

        await ApiFixture.AssertProblem(response, covers ? 409 : 403, covers ? "nothing-reported" : "outside-your-keys");
    }

    [TestCase(-30, 200)]
    [TestCase(-120, 401)]
    public async Task Clocks_may_differ_by_a_minute(int seconds, int status) =>
        Assert.That(await Status(await Sign(One, payload => (payload["nbf"], payload["exp"]) = (1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds))), Is.EqualTo(status));

    [TestCase(30, 200)]
    [TestCase(120, 401)]
    public async Task Also_at_the_beginning(int seconds, int status) =>
        Assert.That(await Status(await Sign(One, payload => payload["nbf"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds)), Is.EqualTo(status));

    [TestCase("at+jwt")]
    [TestCase("AT+JWT")]
    [TestCase("application/at+jwt")]
    public async Task The_type_of_access_tokens_is_a_media_type(string type) => Assert.That(await Status(await Sign(One, _ => { }, type: type)), Is.EqualTo(200));

    [Test]
    public async Task Where_the_issuer_sets_no_type_an_access_token_needs_none() => Assert.That(await Status(await Sign(Two, _ => { }, type: "JWT")), Is.EqualTo(200));

    [TestCase("nonce", "\"n\"")]
    [TestCase("at_hash", "\"h\"")]
    [TestCase("c_hash", "\"h\"")]
    [TestCase("typ", "\"ID\"")]
    [TestCase("token_use", "\"id\"")]
    [TestCase("events", "{}")]
    public async Task Where_the_issuer_sets_no_type_an_ID_token_is_known_by_its_claims(string claim, string value) =>
        Assert.That(await Status(await Sign(Two, payload => payload[claim] = JsonNode.Parse(value), type: "JWT")), Is.EqualTo(401));

    [Test]
    public async Task One_of_several_audiences_is_enough() =>
        Assert.That(await Status(await Sign(One, payload => payload["aud"] = new JsonArray("account", OidcServer.Audience))), Is.EqualTo(200));

    [Test]
    public async Task An_issuer_may_be_allowed_less()
    {
        Assert.That(await Status(await Sign(Two, _ => { }, algorithm: "ES256")), Is.EqualTo(200));
        Assert.That(await Status(await Sign(Two, _ => { }, algorithm: "RS256")), Is.EqualTo(401));
    }
}

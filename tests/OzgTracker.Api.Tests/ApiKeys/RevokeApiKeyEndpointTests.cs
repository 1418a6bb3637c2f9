using System.Net;

namespace OzgTracker.Api.Tests.ApiKeys;

public sealed class RevokeApiKeyEndpointTests : ApiKeyFixture
{
    [Test]
    public async Task A_revoked_key_is_void_at_once_with_all_its_secrets()
    {
        var made = await Create();
        var rotated = await Json(await Admin.PostAsync($"{Route}/{made.Text("id")}/rotations", null));
        foreach (var secret in (JsonSecret[])[new(made), new(rotated)]) Assert.That(await Try(secret.Text), Is.EqualTo(HttpStatusCode.OK));

        var revoked = await Json(await Answered(await Admin.DeleteAsync($"{Route}/{made.Text("id")}"), HttpStatusCode.OK));

        Assert.That(revoked.Text("revokedBy"), Is.EqualTo("dev-admin"));
        Assert.That(revoked.TryGetProperty("secret", out _), Is.False);
        foreach (var secret in (JsonSecret[])[new(made), new(rotated)]) Assert.That(await Try(secret.Text), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task The_same_again_changes_nothing()
    {
        var url = $"{Route}/{(await Create()).Text("id")}";
        var first = await (await Admin.DeleteAsync(url)).Content.ReadAsStringAsync();

        var again = await Answered(await Admin.DeleteAsync(url), HttpStatusCode.OK);

        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(first));
    }

    [Test]
    public async Task With_an_idempotency_key_the_answer_is_kept()
    {
        var (url, key) = ($"{Route}/{(await Create()).Text("id")}", Guid.NewGuid().ToString());

        var first = await Answered(await Admin.Send(HttpMethod.Delete, url, null, ("Idempotency-Key", key)), HttpStatusCode.OK);
        var again = await Answered(await Admin.Send(HttpMethod.Delete, url, null, ("Idempotency-Key", key)), HttpStatusCode.OK);

        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task A_key_can_revoke_itself_only_as_an_administrator()
    {
        var (admin, reader) = (await Create(new { name = NewName(), role = "admin" }), await Create());

        await AssertProblem(await App.ClientWith(reader.Text("secret")!).DeleteAsync($"{Route}/{reader.Text("id")}"), 403, "role-not-allowed");
        await Answered(await App.ClientWith(admin.Text("secret")!).DeleteAsync($"{Route}/{admin.Text("id")}"), HttpStatusCode.OK);

        Assert.That((await Try(admin.Text("secret")!), await Try(reader.Text("secret")!)), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Another_node_knows_it_when_it_asks_again()
    {
        await using var other = await ApiHostUnderTest.Beside(App, Settings);
        var made = await Create();
        var secret = made.Text("secret")!;

        await Answered(await Admin.DeleteAsync($"{Route}/{made.Text("id")}"), HttpStatusCode.OK);

        Assert.That((await other.ClientWith(secret).GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_id_has_a_form() => await AssertInvalid(await Admin.DeleteAsync($"{Route}/0123456789AB"), "invalid-api-key-id", parameter: "id");

    [Test]
    public async Task An_unknown_key_is_not_found() => await AssertProblem(await Admin.DeleteAsync($"{Route}/0123456789ab"), 404, "unknown-api-key");

    [Test]
    public async Task Only_an_administrator_revokes_keys()
    {
        var made = await Create();

        await AssertProblem(await App.Anonymous.DeleteAsync($"{Route}/{made.Text("id")}"), 401, "unauthenticated");
        await AssertProblem(await App.ClientFor("coordinator", "05").DeleteAsync($"{Route}/{made.Text("id")}"), 403, "role-not-allowed");
        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.OK));
    }

    readonly record struct JsonSecret(System.Text.Json.JsonElement Answer)
    {
        public string Text => Answer.Text("secret")!;
    }
}

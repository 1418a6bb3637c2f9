using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.ApiKeys;

public sealed class CreateApiKeyEndpointTests : ApiKeyFixture
{
    [Test]
    public async Task A_key_is_made_and_shown_once()
    {
        var name = NewName();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var response = await Answered(await Admin.Send(HttpMethod.Post, Route, new { name, role = "reporter", keys = new[] { Bonn, "01", Bonn } }), HttpStatusCode.Created);
        var made = await Json(response);

        Assert.That(response.Headers.Location!.OriginalString, Is.EqualTo($"{Route}/{made.Text("id")}"));
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That((made.Text("name"), made.Text("role"), made.Text("createdBy")), Is.EqualTo((name, "reporter", "dev-admin")));
        Assert.That(made.GetProperty("keys").EnumerateArray().Select(key => key.GetString()), Is.EqualTo((string[])["01", Bonn]));
        Assert.That(made.GetProperty("expiresAt").GetDateTimeOffset() - made.GetProperty("createdAt").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromDays(365)));
        Assert.That(made.GetProperty("createdAt").GetDateTimeOffset(), Is.GreaterThan(before));
        var read = await Json(await Admin.GetAsync(response.Headers.Location));
        Assert.That(read.TryGetProperty("secret", out _), Is.False);
        Assert.That(read.GetProperty("createdAt").GetRawText(), Is.EqualTo(made.GetProperty("createdAt").GetRawText()));
        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_database_knows_the_hash_and_nothing_else_of_the_secret()
    {
        var made = await Create();
        var (id, secret) = (made.Text("id")!, made.Text("secret")!);

        Assert.That(await Sql("select hash = sha256($2::bytea) from ozg.api_key where id = $1", id, System.Text.Encoding.ASCII.GetBytes(secret)), Is.True);
        foreach (var table in (string[])["ozg.api_key", "ozg.idempotency", "ozg.setting", "log.mt_events"])
            Assert.That(await Sql($"select count(*) from {table} as line where strpos(line::text, $1) > 0 or strpos(line::text, $2) > 0", secret, Hex(secret)), Is.Zero, table);

        static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text));
    }

    [Test]
    public async Task The_same_again_makes_no_second_key()
    {
        var key = new { name = NewName(), role = "reader" };
        await Create(key);

        await AssertProblem(await Admin.Send(HttpMethod.Post, Route, key), 409, "api-key-name-taken");

        Assert.That(await Sql("select count(*) from ozg.api_key where name = $1", key.name), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_at_once_one_gets_the_name()
    {
        var key = new { name = NewName(), role = "reader" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Admin.Send(HttpMethod.Post, Route, key)));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(15));
    }

    [Test]
    public async Task The_name_of_a_revoked_key_is_free()
    {
        var key = new { name = NewName(), role = "reader" };
        await Admin.DeleteAsync($"{Route}/{(await Create(key)).Text("id")}");

        Assert.That((await Create(key)).Text("name"), Is.EqualTo(key.name));
    }

    [Test]
    public async Task An_idempotency_key_is_refused_because_answers_to_it_are_stored()
    {
        var name = NewName();

        var response = await Admin.Send(HttpMethod.Post, Route, new { name, role = "reader" }, ("Idempotency-Key", Guid.NewGuid().ToString()));

        await AssertProblem(response, 400, "idempotency-key-not-taken");
        Assert.That(await Sql("select count(*) from ozg.api_key where name = $1", name), Is.Zero);
    }

    [TestCase("""{"name":"x","role":"reader"}""", "invalid-api-key-name", "/name")]
    [TestCase("""{"name":"kdn import","role":"reader"}""", "invalid-api-key-name", "/name")]
    [TestCase("""{"name":"kdn-import","role":"root"}""", "unknown-role", "/role")]
    [TestCase("""{"name":"kdn-import","role":"Admin"}""", "unknown-role", "/role")]
    [TestCase("""{"name":"kdn-import","role":"reporter"}""", "scope-does-not-fit", "/keys")]
    [TestCase("""{"name":"kdn-import","role":"reporter","keys":[]}""", "scope-does-not-fit", "/keys")]
    [TestCase("""{"name":"kdn-import","role":"reader","keys":["05"]}""", "scope-does-not-fit", "/keys")]
    [TestCase("""{"name":"kdn-import","role":"admin","states":["05"]}""", "scope-does-not-fit", "/states")]
    [TestCase("""{"name":"kdn-import","role":"coordinator"}""", "scope-does-not-fit", "/states")]
    [TestCase("""{"name":"kdn-import","role":"reporter","keys":["0531"]}""", "invalid-key", "/keys/0")]
    [TestCase("""{"name":"kdn-import","role":"reporter","keys":["05",null]}""", "invalid-key", "/keys/1")]
    [TestCase("""{"name":"kdn-import","role":"reporter","keys":["٠٥"]}""", "invalid-key", "/keys/0")]
    [TestCase("""{"name":"kdn-import","role":"coordinator","states":["17"]}""", "invalid-state", "/states/0")]
    [TestCase("""{"name":"kdn-import","role":"reader","validForDays":0}""", "lifetime-out-of-range", "/validForDays")]
    [TestCase("""{"name":"kdn-import","role":"reader","validForDays":366}""", "lifetime-out-of-range", "/validForDays")]
    [TestCase("""{"name":"kdn-import","role":"reader","hash":"x"}""", "unknown-member", null)]
    [TestCase("""{"name":"kdn-import"}""", "missing-member", null)]
    [TestCase("""{"name":null,"role":null}""", "invalid-value", null)]
    public async Task What_has_not_the_right_shape_is_refused(string body, string error, string? pointer) =>
        await AssertInvalid(await Admin.PostRaw(Route, body), error, pointer);

    [Test]
    public async Task A_person_is_no_client() =>
        await AssertProblem(await Admin.Send(HttpMethod.Post, Route, new { name = "anna-schmidt", role = "reader" }), 409, "not-a-functional-name");

    [Test]
    public async Task Only_an_administrator_makes_keys()
    {
        var key = new { name = NewName(), role = "reader" };

        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, Route, key), 401, "unauthenticated");
        foreach (var (role, scope) in ((string, string)[])[("reader", ""), ("reporter", "05"), ("coordinator", "05")])
            await AssertProblem(await App.ClientFor(role, scope).Send(HttpMethod.Post, Route, key), 403, "role-not-allowed");
        Assert.That(await Sql("select count(*) from ozg.api_key where name = $1", key.name), Is.Zero);
    }

    [Test]
    public async Task A_key_of_an_administrator_makes_keys_in_its_name()
    {
        var admin = await Create(new { name = NewName(), role = "admin", validForDays = 1 });

        var made = await Json(await Answered(await App.ClientWith(admin.Text("secret")!).Send(HttpMethod.Post, Route, new { name = NewName(), role = "reader" }), HttpStatusCode.Created));

        Assert.That(made.Text("createdBy"), Is.EqualTo("key:" + admin.Text("id")));
    }
}

using System.Net;

namespace OzgTracker.Api.Tests.ApiKeys;

public sealed class RotateApiKeyEndpointTests : ApiKeyFixture
{
    Task<HttpResponseMessage> Rotate(string id, object? rotation = null) => Admin.Send(HttpMethod.Post, $"{Route}/{id}/rotations", rotation);

    [Test]
    public async Task A_key_gets_another_secret_while_the_one_before_works_on()
    {
        var made = await Create(new { name = NewName(), role = "reader", validForDays = 5 });
        await Try(made.Text("secret")!);

        var response = await Answered(await Rotate(made.Text("id")!), HttpStatusCode.Created);
        var rotated = await Json(response);

        Assert.That(rotated.Text("secret"), Is.Not.EqualTo(made.Text("secret")));
        Assert.That((rotated.Text("id"), rotated.Text("name"), rotated.Text("role")), Is.EqualTo((made.Text("id"), made.Text("name"), made.Text("role"))));
        Assert.That(rotated.GetProperty("previousUntil").GetDateTimeOffset() - rotated.GetProperty("rotatedAt").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromHours(24)));
        Assert.That(rotated.GetProperty("expiresAt").GetDateTimeOffset() - rotated.GetProperty("rotatedAt").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromDays(365)));
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That((await Try(made.Text("secret")!), await Try(rotated.Text("secret")!)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task After_the_overlap_the_secret_before_is_void()
    {
        var made = await Create();
        var rotated = await Json(await Rotate(made.Text("id")!, new { overlapHours = 1 }));
        await Sql("update ozg.api_key set previous_until = now() - interval '1 second' where id = $1", made.Text("id")!);

        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await Try(rotated.Text("secret")!), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Without_an_overlap_it_is_void_at_once()
    {
        var made = await Create();
        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.OK));

        await Answered(await Rotate(made.Text("id")!, new { overlapHours = 0 }), HttpStatusCode.Created);

        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Rotated_twice_the_first_secret_is_void_and_the_second_works_on()
    {
        var made = await Create();
        var second = await Json(await Rotate(made.Text("id")!));
        var third = await Json(await Rotate(made.Text("id")!));

        Assert.That(await Try(made.Text("secret")!), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await Try(second.Text("secret")!), await Try(third.Text("secret")!)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Revoked_or_expired_it_is_not_brought_back()
    {
        var (revoked, expired) = (await Create(), await Create());
        await Admin.DeleteAsync($"{Route}/{revoked.Text("id")}");
        await Sql("update ozg.api_key set expires_at = now() - interval '1 second' where id = $1", expired.Text("id")!);

        await AssertProblem(await Rotate(revoked.Text("id")!), 409, "api-key-ended");
        await AssertProblem(await Rotate(expired.Text("id")!), 409, "api-key-ended");
    }

    [Test]
    public async Task An_idempotency_key_is_refused_because_answers_to_it_are_stored()
    {
        var made = await Create();

        var response = await Admin.Send(HttpMethod.Post, $"{Route}/{made.Text("id")}/rotations", null, ("Idempotency-Key", Guid.NewGuid().ToString()));

        await AssertProblem(response, 400, "idempotency-key-not-taken");
        Assert.That(await Sql("select rotated_at is null from ozg.api_key where id = $1", made.Text("id")!), Is.True);
    }

    [TestCase("""{"overlapHours":-1}""", "overlap-out-of-range", "/overlapHours")]
    [TestCase("""{"overlapHours":169}""", "overlap-out-of-range", "/overlapHours")]
    [TestCase("""{"validForDays":366}""", "lifetime-out-of-range", "/validForDays")]
    [TestCase("""{"secret":"mine"}""", "unknown-member", null)]
    public async Task What_has_not_the_right_shape_is_refused(string body, string error, string? pointer) =>
        await AssertInvalid(await Admin.PostRaw($"{Route}/0123456789ab/rotations", body), error, pointer);

    [Test]
    public async Task An_id_has_a_form() => await AssertInvalid(await Rotate("ozg_0123456789ab"), "invalid-api-key-id", parameter: "id");

    [Test]
    public async Task An_unknown_key_is_not_found() => await AssertProblem(await Rotate("0123456789ab"), 404, "unknown-api-key");

    [Test]
    public async Task Only_an_administrator_rotates_keys()
    {
        var made = await Create(Coordinator("05"));
        var url = $"{Route}/{made.Text("id")}/rotations";

        await AssertProblem(await App.Anonymous.PostAsync(url, null), 401, "unauthenticated");
        await AssertProblem(await App.ClientFor("coordinator", "05").PostAsync(url, null), 403, "role-not-allowed");
        await AssertProblem(await App.ClientWith(made.Text("secret")!).PostAsync(url, null), 403, "role-not-allowed");
    }
}

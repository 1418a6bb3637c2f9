using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Targets;

public sealed class SetTargetEndpointTests : TargetFixture
{
    [Test]
    public async Task A_coordinator_sets_a_target()
    {
        var name = NewName();

        var response = await Send(HttpMethod.Post, "", NewTarget(name, ozgIds: [Passport, Residence]));

        var target = await Json(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), target.ToString());
        Assert.That(response.Headers.Location?.OriginalString, Is.EqualTo($"/v1/targets/05-{name}"));
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo("\"1\""));
        Assert.That((target.Text("id"), target.Text("state"), target.Text("model"), target.Text("status")), Is.EqualTo(($"05-{name}", "05", "ozg-1.1", "active")));
        Assert.That(Strings(target, "ozgIds"), Is.EqualTo((string[])[Residence, Passport]));
        Assert.That((await GetJson($"/v1/targets/05-{name}")).ToString(), Is.EqualTo(target.ToString()));
    }

    [Test]
    public async Task The_same_again_with_the_same_id_records_nothing()
    {
        var target = NewTarget(NewName());
        var first = await Send(HttpMethod.Post, "", target);

        var again = await Send(HttpMethod.Post, "", target);

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task The_same_again_with_the_same_key_is_the_stored_answer()
    {
        var (key, target) = (Guid.NewGuid().ToString(), NewTarget(id: null));
        var first = await Send(HttpMethod.Post, "", target, ("Idempotency-Key", key));

        var again = await Send(HttpMethod.Post, "", target, ("Idempotency-Key", key));

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
    }

    [Test]
    public async Task Without_an_id_each_request_is_a_target_of_its_own()
    {
        string[] ids = [await GivenTarget(NewTarget(id: null)), await GivenTarget(NewTarget(id: null))];

        Assert.That(ids, Is.Unique);
    }

    [TestCase("Fünf", "invalid-target-name", "/id")]
    [TestCase("-a", "invalid-target-name", "/id")]
    public async Task A_name_of_the_wrong_shape_is_invalid(string name, string error, string pointer) =>
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(name)), error, pointer);

    [Test]
    public async Task A_target_of_the_wrong_shape_says_what_is_wrong_where()
    {
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), state: "17")), "invalid-state", "/state");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), level: 0)), "invalid-level", "/level");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), title: "")), "missing-value", "/title");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), title: "Fragen an a.b@example.de")), "personal-data", "/title");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), ozgIds: [Residence, "1"])), "invalid-ozg-id", "/ozgIds/1");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), tag: " fokus")), "invalid-tag", "/tag");
        await AssertInvalid(await Send(HttpMethod.Post, "", NewTarget(NewName(), by: "31.12.2026")), "invalid-value", "/by");
    }

    [Test]
    public async Task Without_a_token_nothing_is_set() =>
        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, "/v1/targets", NewTarget(NewName())), 401, "unauthenticated");

    [TestCase("reader")]
    [TestCase("reporter")]
    [TestCase("admin")]
    public async Task Only_a_coordinator_may_set_one(string role) =>
        await AssertProblem(await App.ClientFor(role, "05").Send(HttpMethod.Post, "/v1/targets", NewTarget(NewName())), 403, "role-not-allowed");

    [Test]
    public async Task A_coordinator_sets_targets_of_the_own_Land_only() =>
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(NewName(), state: "06")), 403, "outside-your-states");

    [Test]
    public async Task What_nobody_knows_is_not_found()
    {
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(NewName(), ozgIds: ["19999"])), 404, "unknown-service");
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(NewName(), tag: "unbekannt")), 404, "unknown-tag");
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(NewName(), model: "ozg-9")), 404, "unknown-model");
    }

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        var name = NewName();
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name, ozgIds: [])), 409, "services-or-tag");
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name, level: 5)), 409, "level-outside-model");
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name, by: Iso(Today))), 409, "date-in-past");
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name, by: "2999-01-01")), 409, "date-too-far");
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/targets/05-{name}"), 404, "unknown-target");

        await GivenTarget(NewTarget(name));
        await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name, level: 2)), 409, "target-exists");
        Assert.That(await Version($"05-{name}"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_target_on_a_version_that_is_not_there_is_refused_and_not_recorded()
    {
        var name = NewName();

        var problem = await AssertProblem(await Send(HttpMethod.Post, "", NewTarget(name), ("If-Match", "\"1\"")), 412, "stale-version");

        Assert.That(problem.Number("currentVersion"), Is.Zero);
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/targets/05-{name}"), 404, "unknown-target");
    }
}

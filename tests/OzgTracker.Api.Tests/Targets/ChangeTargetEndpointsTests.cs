using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Targets;

/// <summary>Revising by PUT and dropping by DELETE.</summary>
public sealed class ChangeTargetEndpointsTests : TargetFixture
{
    static readonly HttpMethod[] Methods = [HttpMethod.Put, HttpMethod.Delete];

    static object? Body(HttpMethod method) => method == HttpMethod.Put ? Revision() : null;

    [Test]
    public async Task A_target_is_revised_whole()
    {
        var id = await GivenTarget();

        var response = await Send(HttpMethod.Put, "/" + id, Revision(level: 2, ozgIds: [HousingBenefit], title: "Wohngeld"));

        var target = await Json(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), target.ToString());
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo("\"2\""));
        Assert.That((target.Text("title"), target.Number("level")), Is.EqualTo(("Wohngeld", 2)));
        Assert.That(Strings(target, "ozgIds"), Is.EqualTo((string[])[HousingBenefit]));
        Assert.That((await GetJson($"/v1/targets/{id}")).ToString(), Is.EqualTo(target.ToString()));
    }

    [Test]
    public async Task A_dropped_target_stays_readable_and_says_so()
    {
        var id = await GivenTarget();

        var response = await Send(HttpMethod.Delete, "/" + id, null);

        var target = await Json(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), target.ToString());
        Assert.That((target.Text("status"), target.Number("version")), Is.EqualTo(("dropped", 2)));
        Assert.That((await GetJson($"/v1/targets/{id}")).ToString(), Is.EqualTo(target.ToString()));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task The_same_again_records_nothing_also_with_the_version_from_before(HttpMethod method)
    {
        var id = await GivenTarget();
        var first = await Send(method, "/" + id, Body(method), ("If-Match", "\"1\""));

        var again = await Send(method, "/" + id, Body(method), ("If-Match", "\"1\""));

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(await Version(id), Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task The_same_again_with_the_same_key_is_the_stored_answer(HttpMethod method)
    {
        var (id, key) = (await GivenTarget(), Guid.NewGuid().ToString());
        var first = await Send(method, "/" + id, Body(method), ("Idempotency-Key", key));

        var again = await Send(method, "/" + id, Body(method), ("Idempotency-Key", key));

        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task An_id_of_the_wrong_shape_is_invalid(HttpMethod method) =>
        await AssertInvalid(await Send(method, "/NW-ziel", Body(method)), "invalid-target-id", parameter: "id");

    [Test]
    public async Task A_revision_of_the_wrong_shape_says_what_is_wrong_where()
    {
        await AssertInvalid(await Send(HttpMethod.Put, "/05-ziel", Revision(level: 0)), "invalid-level", "/level");
        await AssertInvalid(await Send(HttpMethod.Put, "/05-ziel", new { level = 3, title = "Ohne Datum" }), "missing-member");
    }

    [TestCaseSource(nameof(Methods))]
    public async Task Without_a_token_nothing_is_changed(HttpMethod method)
    {
        var id = await GivenTarget();
        await AssertProblem(await App.Anonymous.Send(method, $"/v1/targets/{id}", Body(method)), 401, "unauthenticated");
        Assert.That(await Version(id), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task Only_a_coordinator_of_the_Land_may_change_it(HttpMethod method)
    {
        var id = await GivenTarget();
        await AssertProblem(await App.ClientFor("reporter", "05").Send(method, $"/v1/targets/{id}", Body(method)), 403, "role-not-allowed");
        await AssertProblem(await App.ClientFor("coordinator", "06").Send(method, $"/v1/targets/{id}", Body(method)), 403, "outside-your-states");
        Assert.That(await Version(id), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task A_target_that_nobody_has_set_is_not_found(HttpMethod method) =>
        await AssertProblem(await Send(method, "/05-nie-gesetzt", Body(method)), 404, "unknown-target");

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        var id = await GivenTarget();
        await AssertProblem(await Send(HttpMethod.Put, "/" + id, Revision(by: Iso(Today.AddDays(-1)))), 409, "date-in-past");
        await AssertProblem(await Send(HttpMethod.Put, "/" + id, Revision(level: 5)), 409, "level-outside-model");
        Assert.That(await Version(id), Is.EqualTo(1));

        await Send(HttpMethod.Delete, "/" + id, null);
        await AssertProblem(await Send(HttpMethod.Put, "/" + id, Revision()), 409, "target-dropped");
        Assert.That(await Version(id), Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task A_change_on_an_old_version_is_refused_and_not_recorded(HttpMethod method)
    {
        var id = await GivenTarget();
        await Send(HttpMethod.Put, "/" + id, Revision(level: 2));

        var problem = await AssertProblem(await Send(method, "/" + id, Body(method), ("If-Match", "\"1\"")), 412, "stale-version");

        Assert.That(problem.Number("currentVersion"), Is.EqualTo(2));
        Assert.That(await Version(id), Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task Another_text_than_an_ETag_in_If_Match_is_refused(HttpMethod method) =>
        await AssertProblem(await Send(method, "/05-ziel", Body(method), ("If-Match", "1")), 400, "bad-etag");
}

using System.Net;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Audit;

/// <summary>Every write of an administrator is in the audit before it is answered.</summary>
public sealed class AdminActTests : ApiFixture
{
    static string TagUrl(string tag) => $"/v1/services/{Residence}/tags/{tag}";

    [Test]
    public async Task An_act_is_noted_with_operation_route_keys_status_and_position()
    {
        await Put(TagUrl("noted"), HttpStatusCode.OK);

        var act = (await Acts("noted")).Single();
        Assert.That((act.Text("kind"), act.Text("subject"), act.Text("role")), Is.EqualTo(("admin-act", "dev-admin", "admin")));
        Assert.That((act.Text("method"), act.Text("operation"), act.Text("route")), Is.EqualTo(("PUT", "TagService", "/v1/services/{ozgId}/tags/{tag}")));
        Assert.That(act.Text("detail"), Does.Contain("tag=noted").And.Contain($"ozgId={Residence}"));
        Assert.That(act.Number("status"), Is.EqualTo(200));
        Assert.That(act.Number("position"), Is.EqualTo(await Scalar<long>("select max(seq_id) from log.mt_events where type = 'service_tagged'")));
    }

    [Test]
    public async Task What_is_so_already_is_an_act_without_a_position()
    {
        await Put(TagUrl("twice"), HttpStatusCode.OK);
        await Put(TagUrl("twice"), HttpStatusCode.OK);

        var acts = await Acts("twice");
        Assert.That(acts, Has.Length.EqualTo(2));
        Assert.That(acts[0].IsNull("position"), Is.True);
        Assert.That(acts[1].IsNull("position"), Is.False);
    }

    [Test]
    public async Task With_a_key_it_is_noted_once_and_a_replay_is_no_act()
    {
        var key = Guid.NewGuid().ToString();
        await Put(TagUrl("keyed"), HttpStatusCode.OK, key);
        var replay = await Put(TagUrl("keyed"), HttpStatusCode.OK, key);

        Assert.That(replay.Headers.Contains("Idempotency-Replayed"), Is.True);
        Assert.That(replay.Headers.ETag, Is.Not.Null);
        Assert.That(await Acts("keyed"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task What_is_refused_is_no_act()
    {
        var unknown = await App.ClientFor("admin").Send(HttpMethod.Put, "/v1/services/99999/tags/refused", new { source = "Liste" });
        await App.ClientFor("coordinator", "05").Send(HttpMethod.Put, TagUrl("refused"), new { source = "Liste" });

        Assert.That((int)unknown.StatusCode, Is.InRange(400, 499));
        Assert.That(await Acts("refused"), Is.Empty);
    }

    [Test]
    public async Task An_act_that_cannot_be_noted_is_not_done()
    {
        await Do("alter table ozg.access_event rename to access_event_away");
        try
        {
            var response = await App.ClientFor("admin").Send(HttpMethod.Put, TagUrl("unnoted"), new { source = "Liste" });
            Assert.That((int)response.StatusCode, Is.GreaterThanOrEqualTo(500));
        }
        finally
        {
            await Do("alter table ozg.access_event_away rename to access_event");
        }

        Assert.That(await Scalar<long>("select count(*) from log.mt_events where data::text like '%unnoted%'"), Is.Zero);
    }

    [Test]
    public async Task A_report_is_none()
    {
        await Report(Bonn, Passport, new { level = 1 });

        Assert.That(await Scalar<long>("select count(*) from ozg.access_event where kind = 'admin-act' and subject = 'dev-reporter'"), Is.Zero);
    }

    async Task<HttpResponseMessage> Put(string url, HttpStatusCode expected, string? key = null)
    {
        var response = await App.ClientFor("admin").Send(HttpMethod.Put, url, new { source = "Liste" }, key is null ? [] : [("Idempotency-Key", key)]);
        Assert.That(response.StatusCode, Is.EqualTo(expected), await response.Content.ReadAsStringAsync());
        return response;
    }

    /// <summary>Acts that speak of a tag, the newest first.</summary>
    async Task<JsonElement[]> Acts(string tag)
    {
        var page = await Json(await App.ClientFor("admin").GetAsync("/v1/audit/access?kind=admin-act&limit=1000"));
        return [.. page.GetProperty("items").EnumerateArray().Where(row => row.Text("detail")!.Contains($"tag={tag}", StringComparison.Ordinal))];
    }
}

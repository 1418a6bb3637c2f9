using System.Net;
using OzgTracker.EventStore.Audit;
using OzgTracker.Operations;

namespace OzgTracker.Api.Tests.Audit;

public sealed class GetAuditHeadEndpointTests : ApiFixture
{
    const string Url = "/v1/audit/head";

    [Test]
    public async Task The_head_names_what_is_sealed()
    {
        var sealedHead = await Seal();

        var head = await GetJson(Url);

        Assert.That(head.Number("position"), Is.EqualTo(sealedHead.Position).And.Positive);
        Assert.That(head.Text("hash"), Is.EqualTo(sealedHead.Hash).And.Match("^[0-9a-f]{64}$"));
        Assert.That(head.Number("blocks"), Is.EqualTo(sealedHead.Blocks).And.Positive);
        Assert.That(head.Text("sealedAt"), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$"));
    }

    [Test]
    public async Task A_client_that_has_the_head_gets_no_body()
    {
        var head = await Seal();

        var known = await App.Anonymous.Get(Url, ("If-None-Match", $"\"{head.Position}-{head.Hash}\""));
        var outdated = await App.Anonymous.Get(Url, ("If-None-Match", $"\"{head.Position}-{new string('0', 64)}\""));

        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await known.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That(known.Headers.ETag?.Tag, Is.EqualTo($"\"{head.Position}-{head.Hash}\""));
        Assert.That(outdated.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task HEAD_has_the_headers_of_GET_and_no_body()
    {
        await Seal();
        var get = await App.Anonymous.GetAsync(Url);

        var head = await App.Anonymous.Send(HttpMethod.Head, Url);

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Headers.ETag, Is.EqualTo(get.Headers.ETag));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task A_parameter_that_is_not_known_is_refused() =>
        await AssertInvalid(await App.Anonymous.GetAsync(Url + "?position=1"), "unknown-parameter", parameter: "position");

    [Test]
    public async Task A_token_that_is_not_good_is_refused() =>
        await AssertProblem(await App.Anonymous.Get(Url, ("Authorization", "Bearer garbage")), 401, "unauthenticated");

    [Test]
    public async Task The_head_cannot_be_written() =>
        Assert.That((await App.ClientFor("admin").Send(HttpMethod.Put, Url, new { position = 0 })).StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));

    /// <summary>The reference data are all sealed with the first call, so the running daemon has nothing to add. The application's own role may not seal.</summary>
    async Task<AuditHead> Seal()
    {
        await using var owner = OzgStore.Open(App.OwnerConnectionString);
        return await owner.Audit.SealAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Limits;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Limits;

/// <summary>A node that can make one answer at once and lets one more wait.</summary>
[NonParallelizable]
public sealed class HeavyAnswersTests : ApiFixture
{
    protected override (string, string)[] Settings =>
        [("Limits:HeavyAnswers:Concurrent", "1"), ("Limits:HeavyAnswers:Waiting", "0"), ("Limits:HeavyAnswers:WaitSeconds", "7")];

    HeavyAnswers Heavy => App.Services.GetRequiredService<HeavyAnswers>();

    [TestCase("/v1/maturity?groupBy=state")]
    [TestCase("/v1/services/10124/frontrunners?limit=7")]
    [TestCase("/v1/states?format=csv")]
    [TestCase("/v1/municipalities?format=ndjson")]
    public async Task Whoever_finds_all_places_taken_is_told_to_come_again(string url)
    {
        await App.WaitForNonStaleProjectionDataAsync();
        using (await Taken())
        {
            var refused = await App.Anonymous.GetAsync(url);

            await AssertProblem(refused, 503, "at-capacity");
            Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(7)));
            Assert.That(refused.Headers.ETag, Is.Null);
            Assert.That(refused.Headers.CacheControl!.NoStore, Is.True);
        }

        Assert.That((await App.Anonymous.GetAsync(url)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Many_reports_and_questions_with_a_body_need_a_place()
    {
        await App.WaitForNonStaleProjectionDataAsync();
        using (await Taken())
        {
            await AssertProblem(await SendMany("key-of-a-busy-node"), 503, "at-capacity");
            await AssertProblem(await SendFile(), 503, "at-capacity");
            await AssertProblem(await Ask(), 503, "at-capacity");
        }

        Assert.That((await SendFile()).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        Assert.That((await Ask()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var recorded = await SendMany("key-of-a-busy-node");
        Assert.That(recorded.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(recorded.Headers.Contains("Idempotency-Replayed"), Is.False, "the refusal was not stored");
    }

    [Test]
    public async Task What_costs_little_needs_no_place()
    {
        await App.WaitForNonStaleProjectionDataAsync();
        var etag = (await App.Anonymous.GetAsync("/v1/trends")).Headers.ETag!.ToString();
        using var taken = await Taken();

        Assert.That((await App.Anonymous.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await App.Anonymous.GetAsync("/health/ready")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await App.Anonymous.GetAsync("/v1/trends")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "it is kept");
        Assert.That((await App.Anonymous.Get("/v1/trends", ("If-None-Match", etag), ("Accept", "*/*"))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task Whoever_waits_for_a_position_takes_no_place()
    {
        var waiting = App.Anonymous.GetAsync("/v1/maturity?minPosition=999999999");

        Assert.That((await App.Anonymous.GetAsync("/v1/maturity?groupBy=kind")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(waiting.IsCompleted, Is.False);
        await AssertProblem(await waiting, 409, "position-not-reached");
    }

    async Task<RateLimitLease> Taken()
    {
        var place = await Heavy.Enter(CancellationToken.None);
        Assert.That(place.IsAcquired, Is.True);
        return place;
    }

    async Task<HttpResponseMessage> SendMany(string key) => await App.ClientFor("reporter", Bonn)
        .Send(HttpMethod.Post, "/v1/reports", (object[])[new { municipality = Bonn, ozgId = Residence, level = 2 }], ("Idempotency-Key", key));

    async Task<HttpResponseMessage> SendFile() => await App.ClientFor("reporter", Bonn).PostAsync(
        "/v1/reports", new StringContent($"ags;ozg_id;reifegrad\n{Bonn};{Passport};1", System.Text.Encoding.UTF8, "text/csv"));

    async Task<HttpResponseMessage> Ask() =>
        await App.Anonymous.PostAsJsonAsync("/v1/what-if", new { changes = (object[])[new { municipality = Bonn, ozgId = Residence, level = 2 }] });
}

/// <summary>The queue itself.</summary>
public sealed class HeavyQueueTests
{
    [Test]
    public async Task Whoever_waits_gets_the_next_place_and_whoever_finds_the_queue_full_none()
    {
        using var heavy = Of(waiting: 1, waitSeconds: 60);
        var first = await heavy.Enter(CancellationToken.None);
        var second = heavy.Enter(CancellationToken.None).AsTask();

        Assert.That((await heavy.Enter(CancellationToken.None)).IsAcquired, Is.False);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();

        Assert.That((await second).IsAcquired, Is.True);
    }

    [Test]
    public async Task Nobody_waits_longer_than_it_is_worth()
    {
        using var heavy = Of(waiting: 1, waitSeconds: 1);
        using var first = await heavy.Enter(CancellationToken.None);

        Assert.That((await heavy.Enter(CancellationToken.None)).IsAcquired, Is.False);
    }

    [Test]
    public async Task Whoever_goes_away_leaves_the_queue()
    {
        using var heavy = Of(waiting: 1, waitSeconds: 60);
        var first = await heavy.Enter(CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var second = heavy.Enter(leaving.Token).AsTask();

        await leaving.CancelAsync();

        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        var third = heavy.Enter(CancellationToken.None).AsTask();
        first.Dispose();
        Assert.That((await third).IsAcquired, Is.True);
    }

    static HeavyAnswers Of(int waiting, int waitSeconds) => new(Microsoft.Extensions.Options.Options.Create(
        new LimitOptions { HeavyAnswers = new HeavyOptions { Concurrent = 1, Waiting = waiting, WaitSeconds = waitSeconds } }));
}

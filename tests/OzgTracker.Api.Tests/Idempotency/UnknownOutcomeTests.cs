using System.Net;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Idempotency;

/// <summary>Requests whose commit waits for a standby that never comes, and is then cut off: what the client is told, and what a repetition does.</summary>
[NonParallelizable]
public sealed class UnknownOutcomeTests
{
    LonelyPrimary server = null!;
    ApiHostUnderTest app = null!;
    HttpClient reporter = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        server = await LonelyPrimary.StartAsync();
        await Fill(server.ConnectionString);
        app = await ApiHostUnderTest.StartOn(server.ConnectionString);
        reporter = app.ClientFor("reporter", Bonn);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        reporter?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }

    [TearDown]
    public Task NoWaiting() => server.WaitNoMore();

    [Test]
    public async Task Without_a_key_it_is_503_and_not_repeated()
    {
        await server.WaitForNobody();
        var report = Post(Residence, null);
        await server.UntilWaiting();

        await server.End("pg_cancel_backend");

        await AssertUnknown(await report);
        await server.WaitNoMore();
        Assert.That(await Events(Residence), Is.EqualTo(1));
    }

    [Test]
    public async Task With_a_key_it_is_503_while_the_standby_is_away_and_the_answer_when_it_is_back()
    {
        var key = Guid.NewGuid().ToString();
        await server.WaitForNobody();
        var report = Post(Passport, key);
        await server.UntilWaiting();

        await server.End("pg_cancel_backend");
        await server.UntilWaiting();   // the answer is found, but it is no more on the standby than the event is
        await server.End("pg_cancel_backend");

        await AssertUnknown(await report);
        await server.WaitNoMore();
        var again = await Post(Passport, key);
        Assert.That((again.StatusCode, again.Headers.Contains("Idempotency-Replayed")), Is.EqualTo((HttpStatusCode.Created, true)));
        Assert.That(await Events(Passport), Is.EqualTo(1));
    }

    [Test]
    public async Task With_a_key_a_commit_whose_answer_got_lost_is_answered_from_the_store()
    {
        await server.WaitForNobody();
        var report = Post(HousingBenefit, Guid.NewGuid().ToString());
        await server.UntilWaiting();

        await server.End("pg_terminate_backend");
        await server.UntilWaiting();
        await server.WaitNoMore();

        var response = await report;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        Assert.That(response.Headers.ETag?.Tag, Is.EqualTo("\"1\""));
        Assert.That(await Events(HousingBenefit), Is.EqualTo(1));
    }

    [Test]
    public async Task While_the_first_waits_for_its_standby_the_second_is_told_to_come_again()
    {
        var key = Guid.NewGuid().ToString();
        await server.WaitForNobody();
        var report = Post(VehicleRegistration, key);
        await server.UntilWaiting();

        var second = await Post(VehicleRegistration, key);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        await server.WaitNoMore();
        Assert.That((await report).StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task That_it_is_so_already_is_said_only_when_it_is_on_the_standby()
    {
        await server.WaitForNobody();
        var report = Post(ParentalAllowance, null);
        await server.UntilWaiting();
        await server.End("pg_cancel_backend");
        await AssertUnknown(await report);

        var unchanged = Post(ParentalAllowance, null);
        await server.UntilWaiting();
        Assert.That(unchanged.IsCompleted, Is.False);
        await server.WaitNoMore();

        Assert.That((await unchanged).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    Task<HttpResponseMessage> Post(string ozgId, string? key) => reporter.Send(
        HttpMethod.Post, $"/v1/municipalities/{Bonn}/services/{ozgId}/reports", new { level = 3 }, key is null ? [] : [("Idempotency-Key", key)]);

    async Task<int> Events(string ozgId) =>
        (await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<System.Text.Json.JsonElement>(
            app.Anonymous, $"/v1/municipalities/{Bonn}/services/{ozgId}/history")).GetProperty("items").GetArrayLength();

    static async Task AssertUnknown(HttpResponseMessage response)
    {
        await ApiFixture.AssertProblem(response, 503, "unknown-outcome");
        Assert.That(response.Headers.RetryAfter?.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
    }
}

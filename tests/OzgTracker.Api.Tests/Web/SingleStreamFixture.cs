using System.Net;
using System.Text.Json;

namespace OzgTracker.Api.Tests.Web;

/// <summary>A request to one stream that is no cell.</summary>
public sealed record StreamRequest(HttpMethod Method, string Url, string StreamKey, object? Body = null);

/// <summary>The outcomes that every command to one stream has. Each test takes a stream that no other has touched.</summary>
public abstract class SingleStreamFixture : ApiFixture
{
    int streams;

    /// <summary>Raised with each call, so that no two tests share a stream.</summary>
    protected int Next() => ++streams;

    /// <summary>Brings a stream to where the command has something to record.</summary>
    protected abstract Task<StreamRequest> Given();

    /// <summary>Who may do it.</summary>
    protected abstract HttpClient Allowed { get; }

    /// <summary>Roles that may not do it at all.</summary>
    protected abstract string[] OtherRoles { get; }

    /// <summary>The wrong shape and where its error is.</summary>
    protected abstract (StreamRequest Request, string Error, string? Pointer, string? Parameter) Misshapen { get; }

    /// <summary>Stored name of the event that the command records.</summary>
    protected abstract string Recorded { get; }

    protected async Task<IReadOnlyList<string>> History(string streamKey)
    {
        await using var session = App.Store.LightweightSession();
        return [.. (await session.Events.FetchStreamAsync(streamKey, CancellationToken.None)).Select(happened => Domain.DomainEvents.Names[happened.Data.GetType()])];
    }

    protected static Task<HttpResponseMessage> Send(HttpClient client, StreamRequest request, params (string, string)[] headers) =>
        client.Send(request.Method, request.Url, request.Body, headers);

    [Test]
    public async Task The_command_is_recorded_and_answered()
    {
        var request = await Given();
        var before = await History(request.StreamKey);

        var response = await Send(Allowed, request);

        var answer = await Json(response);
        var isPost = request.Method == HttpMethod.Post;
        Assert.That(response.StatusCode, Is.EqualTo(isPost ? HttpStatusCode.Created : HttpStatusCode.OK), answer.ToString());
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo($"\"{before.Count + 1}\""));
        Assert.That(await History(request.StreamKey), Is.EqualTo(before.Append(Recorded)));
        if (isPost) Assert.That((await GetJson(response.Headers.Location!.OriginalString)).ToString(), Is.EqualTo(answer.ToString()));
    }

    [Test]
    public async Task The_same_again_records_nothing()
    {
        var request = await Given();
        var first = await Send(Allowed, request);
        var history = await History(request.StreamKey);

        var again = await Send(Allowed, request);

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK), await again.Content.ReadAsStringAsync());
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(again.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    [Test]
    public async Task The_same_key_again_is_answered_the_same_and_records_nothing()
    {
        var request = await Given();
        var key = Guid.NewGuid().ToString();
        var first = await Send(Allowed, request, ("Idempotency-Key", key));
        var history = await History(request.StreamKey);

        var again = await Send(Allowed, request, ("Idempotency-Key", key));

        Assert.That(again.StatusCode, Is.EqualTo(first.StatusCode));
        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    [Test]
    public async Task A_command_on_an_old_version_is_refused_and_records_nothing()
    {
        var request = await Given();
        var history = await History(request.StreamKey);

        var response = await Send(Allowed, request, ("If-Match", $"\"{history.Count + 7}\""));

        Assert.That((await AssertProblem(response, 412, "stale-version")).Number("currentVersion"), Is.EqualTo(history.Count));
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    [Test]
    public async Task The_same_again_with_the_version_from_before_is_not_stale()
    {
        var request = await Given();
        var read = ("If-Match", $"\"{(await History(request.StreamKey)).Count}\"");
        var first = await Send(Allowed, request, read);

        var again = await Send(Allowed, request, read);

        Assert.That(first.IsSuccessStatusCode, Is.True, await first.Content.ReadAsStringAsync());
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Another_text_than_an_ETag_in_If_Match_is_refused() =>
        await AssertProblem(await Send(Allowed, await Given(), ("If-Match", "\"one\"")), 400, "bad-etag");

    [Test]
    public async Task A_request_of_the_wrong_shape_says_what_is_wrong_where()
    {
        var (request, error, pointer, parameter) = Misshapen;
        var history = await History(request.StreamKey);

        await AssertInvalid(await Send(Allowed, request), error, pointer, parameter);
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    [Test]
    public async Task Without_a_token_nothing_is_recorded()
    {
        var request = await Given();
        var history = await History(request.StreamKey);

        await AssertProblem(await Send(App.Anonymous, request), 401, "unauthenticated");
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    [Test]
    public async Task Other_roles_may_not_do_it()
    {
        var request = await Given();
        var history = await History(request.StreamKey);

        foreach (var role in OtherRoles) await AssertProblem(await Send(App.ClientFor(role, "01", "05"), request), 403, "role-not-allowed");
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    /// <summary>The role is right, the keys or Länder are not.</summary>
    protected async Task AssertForbidden(HttpClient stranger, string code)
    {
        var request = await Given();
        var history = await History(request.StreamKey);

        await AssertProblem(await Send(stranger, request), 403, code);
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    /// <summary>A rule, or what is not there, stands against it.</summary>
    protected async Task AssertRefused(StreamRequest request, int status, string code)
    {
        var history = await History(request.StreamKey);

        await AssertProblem(await Send(Allowed, request), status, code);
        Assert.That(await History(request.StreamKey), Is.EqualTo(history));
    }

    /// <summary>Sends what must succeed.</summary>
    protected async Task<JsonElement> Done(StreamRequest request)
    {
        var response = await Send(Allowed, request);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
        return await Json(response);
    }
}

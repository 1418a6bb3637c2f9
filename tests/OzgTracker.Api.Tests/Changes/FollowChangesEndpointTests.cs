using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OzgTracker.Api.Changes;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Changes;

public sealed class FollowChangesEndpointTests : ChangesFixture
{
    protected override (string, string)[] Settings =>
        [("Access:PublicRead", "true"), ("Changes:HeartbeatSeconds", "1"), ("Changes:FollowersPerClient", "3"), ("Changes:RecentEvents", "4"), ("Changes:SlowReaderSeconds", "1")];

    [Test]
    public async Task What_is_new_comes_as_it_happens()
    {
        var end = await End();
        using var stream = await Open();

        Assert.That(stream.Response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(stream.Response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(stream.Response.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That((stream.First[0].Retry, stream.First[1].Id), Is.EqualTo(("2000", Text(end))), "whoever is cut off at once misses nothing");

        var position = await Happen(Cologne);
        var block = await stream.NextEvent();

        Assert.That((block.Id, block.Event), Is.EqualTo((Text(position), "de.ozgtracker.maturity-reported.v1")));
        Assert.That(JsonDocument.Parse(block.Data!).RootElement.Text("subject"), Is.EqualTo($"{Cologne}/{Residence}"));
    }

    [Test]
    public async Task From_the_beginning_it_is_the_feed()
    {
        var list = (await GetJson($"{Route}?limit=1000")).GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToArray();
        using var stream = await Open("?after=0");

        var seen = new List<string>();
        while (seen.Count < list.Length) seen.Add((await stream.NextEvent()).Data!);

        Assert.That(seen, Is.EqualTo(list));
    }

    [Test]
    public async Task Whoever_comes_again_goes_on_behind_its_last_event()
    {
        var first = await Happen();
        var missed = new List<string>();
        for (var number = 0; number < 6; number++) missed.Add(Text(await Happen()));   // more than are kept in memory

        using var stream = await Open("?after=0", lastEventId: Text(first));

        foreach (var id in missed) Assert.That((await stream.NextEvent()).Id, Is.EqualTo(id));
    }

    [Test]
    public async Task A_filtered_reader_is_told_where_the_log_is()
    {
        using var stream = await Open($"?municipality={Cologne}");
        var position = await Happen();

        var block = await stream.NextWithout(block => block.Id is not null);

        Assert.That(block.Id, Is.EqualTo(Text(position)));
        Assert.That(stream.Reader.LastEventId, Is.EqualTo(Text(position)));
    }

    [Test]
    public async Task A_comment_says_that_the_stream_lives()
    {
        using var stream = await Open();

        for (var beat = 0; beat < 2; beat++) Assert.That((await stream.NextWithout(block => block.Comment is not null)).Comment, Is.Empty);
    }

    [Test]
    public async Task A_client_has_only_so_many_streams()
    {
        var client = App.ClientFor("reader");
        using var one = await Open(client: client);
        using var other = await Open(client: client);
        var third = await Open(client: client);

        var refused = await Ask(client: client);
        await AssertProblem(refused, 429, "too-many-followers");
        Assert.That(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.InRange(1, 120));
        await AssertProblem(await client.GetAsync($"{Route}?wait=1"), 429, "too-many-followers");
        Assert.That((await client.GetAsync(Route)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "who does not wait holds nothing");
        using var stranger = await Open(client: App.ClientFor("admin"));

        third.Dispose();
        await happened(async () => (await Ask(client: client)).StatusCode == HttpStatusCode.OK);

        static async Task happened(Func<Task<bool>> isSo)
        {
            while (!await isSo()) await Task.Yield();
        }
    }

    [Test]
    public async Task A_key_that_is_taken_back_ends_its_streams()
    {
        var admin = App.ClientFor("admin");
        var key = await Json(await admin.Send(HttpMethod.Post, "/v1/api-keys", new { name = "stream-reader", role = "reader" }));
        using var stream = await Open(client: App.ClientWith(key.Text("secret")!));

        await admin.DeleteAsync($"/v1/api-keys/{key.Text("id")}");

        await stream.End();
    }

    [Test]
    public async Task A_token_that_has_expired_ends_its_streams()
    {
        // Clocks may differ by a minute: the token is good for a second or two.
        var token = App.Tokens.Create(new Operations.TokenHolder("reader", [], []), DateTimeOffset.UtcNow - TimeSpan.FromSeconds(118), TimeSpan.FromSeconds(60));
        using var stream = await Open(client: App.ClientWith(token));

        await stream.End();
    }

    [Test]
    public async Task A_server_that_stops_ends_its_streams_and_waits()
    {
        var node = await ApiHostUnderTest.Beside(App);
        using var stream = await Open(client: node.ClientFor("reader"));
        var waiting = node.Anonymous.GetAsync($"{Route}?wait=30&after={await End()}");
        while (((Followers)node.Services.GetService(typeof(Followers))!).Taken < 2) await Task.Yield();

        await ((Microsoft.Extensions.Hosting.IHost)node.Services.GetService(typeof(Microsoft.Extensions.Hosting.IHost))!).StopAsync();

        await stream.End();
        Assert.That(Ids(await Json(await waiting)), Is.Empty);
        await node.DisposeAsync();
    }

    [Test]
    public async Task A_reader_who_takes_nothing_in_is_cut_off()
    {
        var streams = (ChangeStreams)App.Services.GetService(typeof(ChangeStreams))!;
        var context = new DefaultHttpContext { RequestServices = App.Services };
        using var line = new FullLine();
        context.Features.Set<IHttpRequestLifetimeFeature>(line);
        context.Response.Body = line;

        await streams.Serve(context, ChangeFilter.None, 0).WaitAsync(Patience);

        Assert.That(line.RequestAborted.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task Fifty_streams_read_the_log_once()
    {
        var database = new Npgsql.NpgsqlConnectionStringBuilder(App.OwnerConnectionString).Database;
        var pages = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var isOurs = activity.TagObjects.Any(tag => tag.Value is string name && name == database);
                if (isOurs && activity.TagObjects.Any(tag => tag.Value is string text && text.Contains("timestamp, type, data, headers", StringComparison.Ordinal))) Interlocked.Increment(ref pages);
            },
        };
        var streams = new List<OpenStream>();
        for (var number = 0; number < 50; number++) streams.Add(await Open(client: App.ClientAt(FormattableString.Invariant($"127.0.7.{1 + number}"))));
        ActivitySource.AddActivityListener(listener);

        const int Events = 10;
        for (var number = 0; number < Events; number++)
        {
            var position = await Happen();
            foreach (var stream in streams) Assert.That((await stream.NextEvent()).Id, Is.EqualTo(Text(position)));
        }

        Assert.That(pages, Is.InRange(1, 2 * Events), "pages of the log");
        foreach (var stream in streams) stream.Dispose();
    }

    [TestCase("?after=-1", "invalid-position")]
    [TestCase("?type=x", "unknown-event-kind")]
    [TestCase("?limit=1", "unknown-parameter")]
    public async Task A_malformed_question_is_refused(string query, string error) => await AssertInvalid(await Ask(query), error);

    [Test]
    public async Task A_last_event_that_is_none_is_refused() => await AssertInvalid(await Ask(lastEventId: "x"), "invalid-position");

    [Test]
    public async Task A_unit_that_nobody_knows_is_named() => await AssertProblem(await Ask("?municipality=05999999"), 404, "unknown-municipality");

    [Test]
    public async Task It_is_a_stream_or_nothing()
    {
        await AssertProblem(await App.Anonymous.Get(StreamRoute, ("Accept", "application/json")), 406, "not-acceptable");
        var head = await App.Anonymous.Send(HttpMethod.Head, StreamRoute);
        Assert.That((head.StatusCode, head.Content.Headers.ContentType!.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/event-stream")));
    }

    /// <summary>A connection into which nothing more goes.</summary>
    sealed class FullLine : MemoryStream, IHttpRequestLifetimeFeature
    {
        readonly CancellationTokenSource aborted = new();

        public CancellationToken RequestAborted { get => aborted.Token; set => throw new InvalidOperationException(); }

        public void Abort() => aborted.Cancel();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await Task.Delay(Timeout.Infinite, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            aborted.Dispose();
            base.Dispose(disposing);
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Changes;

/// <summary>The feed over HTTP.</summary>
public abstract class ChangesFixture : ApiFixture
{
    protected const string Route = "/v1/changes", StreamRoute = Route + "/stream";

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    int reported;

    /// <summary>Reports something new about a cell; its position.</summary>
    protected async Task<long> Happen(string unit = ReferenceData.Bonn, string ozgId = ReferenceData.Residence)
    {
        var day = new DateOnly(2020, 1, 1).AddDays(Interlocked.Increment(ref reported)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return (await Report(unit, ozgId, new { level = 1 + (reported % 4), validOn = day })).Number("position");
    }

    /// <summary>Where the log ends now.</summary>
    protected Task<long> End() => Scalar<long>("select coalesce(max(seq_id), 0) from log.mt_events");

    /// <summary>Opens a stream; it is there when its first id is.</summary>
    protected async Task<OpenStream> Open(string query = "", HttpClient? client = null, string? lastEventId = null)
    {
        var response = await Ask(query, client, lastEventId);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var stream = new OpenStream(response, new EventStreamReader(await response.Content.ReadAsStreamAsync()));
        stream.First.Add((await stream.Next())!);
        stream.First.Add((await stream.Next())!);
        return stream;
    }

    protected Task<HttpResponseMessage> Ask(string query = "", HttpClient? client = null, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, StreamRoute + query);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return (client ?? App.Anonymous).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    protected static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);

    protected sealed record OpenStream(HttpResponseMessage Response, EventStreamReader Reader) : IDisposable
    {
        /// <summary>The blocks with which a stream begins: how soon to come again, and where it stands.</summary>
        public List<ServerSentBlock> First { get; } = [];

        /// <summary>The next block, whatever is in it; null at the end.</summary>
        public async Task<ServerSentBlock?> Next()
        {
            using var patience = new CancellationTokenSource(Patience);
            return await Reader.ReadAsync(patience.Token);
        }

        /// <summary>The next event.</summary>
        public async Task<ServerSentBlock> NextEvent()
        {
            using var patience = new CancellationTokenSource(Patience);
            return await Reader.ReadEventAsync(patience.Token) ?? throw new EndOfStreamException("The stream has ended.");
        }

        /// <summary>The next block without an event.</summary>
        public async Task<ServerSentBlock> NextWithout(Func<ServerSentBlock, bool> isMeant)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                var block = await Reader.ReadAsync(patience.Token) ?? throw new EndOfStreamException("The stream has ended.");
                Assert.That(block.Data, Is.Null, "an event that was not asked for");
                if (isMeant(block)) return block;
            }
        }

        /// <summary>Reads to the end, which must come.</summary>
        public async Task End()
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await Reader.ReadAsync(patience.Token) is not null)
            {
                // Heartbeats may come before it.
            }
        }

        public void Dispose()
        {
            Reader.Dispose();
            Response.Dispose();
        }
    }

    protected static string?[] Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Texts("id");
}

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Feeds;

/// <summary>A client of the feed that keeps what it has seen and where it is, and comes again whatever happens to the server.</summary>
abstract class FeedConsumer(Func<Task<Uri>> address) : IAsyncDisposable
{
    static readonly TimeSpan BeforeTheNext = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource stop = new();
    readonly List<long> seen = [];
    Task following = Task.CompletedTask;

    /// <summary>Positions in the order in which they came.</summary>
    public IReadOnlyList<long> Seen
    {
        get
        {
            lock (seen) return [.. seen];
        }
    }

    /// <summary>How often the connection was lost.</summary>
    public int Losses { get; private set; }

    protected HttpClient Http { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    protected long Last
    {
        get
        {
            lock (seen) return seen.Count == 0 ? 0 : seen[^1];
        }
    }

    public void Start() => following = Task.Run(Follow);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await following;
        Http.Dispose();
        stop.Dispose();
    }

    protected abstract Task Follow(Uri address, CancellationToken ct);

    protected void Take(long position)
    {
        lock (seen) seen.Add(position);
    }

    async Task Follow()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Follow(await address().WaitAsync(stop.Token), stop.Token);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
            {
                if (!stop.IsCancellationRequested) Losses++;
            }

            await Task.Delay(BeforeTheNext, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Asks page by page, and waits at the end.</summary>
sealed class PollingConsumer(Func<Task<Uri>> address) : FeedConsumer(address)
{
    protected override async Task Follow(Uri address, CancellationToken ct)
    {
        using var answer = await Http.GetAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/v1/changes?after={Last}&limit=200&wait=5")), ct);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) throw new IOException("not available");
        answer.EnsureSuccessStatusCode();
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        foreach (var item in page.GetProperty("items").EnumerateArray()) Take(item.GetProperty("position").GetInt64());
    }
}

/// <summary>Follows the stream, with <c>Last-Event-ID</c> when it comes again.</summary>
sealed class StreamConsumer(Func<Task<Uri>> address) : FeedConsumer(address)
{
    string lastEventId = "0";

    protected override async Task Follow(Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/v1/changes/stream"));
        request.Headers.Add("Last-Event-ID", lastEventId);
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        using var reader = new EventStreamReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await reader.ReadAsync(ct) is { } block)
        {
            if (block.Data is { } data) Take(JsonDocument.Parse(data).RootElement.GetProperty("position").GetInt64());
            lastEventId = block.Id ?? lastEventId;
        }
    }
}

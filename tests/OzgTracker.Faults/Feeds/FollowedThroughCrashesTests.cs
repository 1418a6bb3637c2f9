using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Feeds;

/// <summary>F49: the API and PostgreSQL are killed while one consumer polls the feed, one follows its stream and one receives a webhook. Each ends with exactly the events of the log.</summary>
public sealed class FollowedThroughCrashesTests() : FaultUnderLoad("F49", reports: 900)
{
    const int ApiKills = 3, ServerKills = 2;

    /// <summary>Messages that the receiver does not take at their first time: whoever moves the cursor before the success loses them.</summary>
    const int Refusals = 3, EachSo = 7;

    static readonly (string, string)[] Settings = [("Webhooks__AllowLoopback", "true"), ("OZG_LOOPBACK_WEBHOOKS_ALLOWED", "1"), ("Changes__HeartbeatSeconds", "1")];

    PostgresServer server = null!;
    PollingConsumer poller = null!;
    StreamConsumer streamer = null!;
    WebhookReceiver receiver = null!;
    ApiProcess api = null!;
    string secret = "", logged = "";
    long[] log = [];

    readonly List<ReceivedMessage> taken = [];
    readonly HashSet<string> refused = [];

    IReadOnlyList<ReceivedMessage> Messages
    {
        get
        {
            lock (taken) return [.. taken.DistinctBy(message => message.Id)];
        }
    }

    [Test]
    public void Whoever_polls_has_the_log() => Assert.That(poller.Seen, Is.EqualTo(log), $"polling{Mutation.Note}");

    [Test]
    public void Whoever_follows_the_stream_has_the_log() => Assert.That(streamer.Seen, Is.EqualTo(log), $"stream{Mutation.Note}");

    [Test]
    public void Whoever_is_told_has_the_log_after_dropping_what_came_twice() => Assert.That(Messages.SelectMany(Positions), Is.EqualTo(log), $"webhook{Mutation.Note} {logged}");

    [Test]
    public void Every_message_is_signed_and_what_came_twice_was_the_same()
    {
        Assert.That(receiver.Messages.Select(message => message.IsSignedWith(secret)), Is.All.True);
        foreach (var same in receiver.Messages.GroupBy(message => message.Id)) Assert.That(same.Select(message => message.Body), Is.All.EqualTo(same.First().Body), same.Key);
    }

    protected override async Task<string> CreateDatabase()
    {
        server = Keep(await OwnServer.Start());
        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Prepare()
    {
        receiver = Keep(WebhookReceiver.Start());
        receiver.Answer = message => Task.FromResult((Takes(message) ? 204 : 500, Array.Empty<(string, string)>()));
        (poller, streamer) = (Keep(new PollingConsumer(Address)), Keep(new StreamConsumer(Address)));
        api = await ApiProcess.Start(Direct, Settings);
        using var http = new HttpClient { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await DevelopmentTokens.OfHomeAsync(ApiProcess.Home, CancellationToken.None))
            .Create(new TokenHolder("admin", [], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1)));
        using var made = await http.PostAsJsonAsync("/v1/webhooks", new { url = receiver.Url, after = 0 });
        secret = (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        Load.Address.SetResult(api.Address);
        poller.Start();
        streamer.Start();
    }

    protected override async Task Strike(Task clients)
    {
        var kills = FaultRun.IsLong ? 10 : 1;
        var parts = (ApiKills + ServerKills) * kills + 1;
        bool[] isServer = [.. Enumerable.Repeat(true, ServerKills * kills), .. Enumerable.Repeat(false, ApiKills * kills)];
        Run.Chance.Shuffle(isServer);
        for (var kill = 0; kill < isServer.Length; kill++)
        {
            await AfterPart(clients, kill + 1, parts);
            if (isServer[kill])
            {
                await server.KillAll();
                await server.Start();
            }
            else
            {
                Load.Address = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await api.Kill();
                await api.DisposeAsync();
                api = await ApiProcess.Start(Direct, Settings);
                Load.Address.SetResult(api.Address);
            }
        }

        Keep(api);
    }

    protected override async Task Finish()
    {
        await using var command = Store.DataSource.CreateCommand("select array_agg(seq_id order by seq_id) from log.mt_events");
        log = (long[])(await command.ExecuteScalarAsync())!;
        await FaultRun.Until(() => poller.Seen.Count >= log.Length && streamer.Seen.Count >= log.Length, "both have what there is");
        await FaultRun.Until(() => Messages.SelectMany(Positions).Count() >= log.Length, "the receiver has what there is");
        logged = string.Join('\n', api.Output.Split('\n').TakeLast(5));
        Run.Say($"{log.Length} events; lost connections: polling {poller.Losses}, stream {streamer.Losses}; messages {receiver.Messages.Count}, {receiver.Messages.Count - Messages.Count} of them again");
    }

    bool Takes(ReceivedMessage message)
    {
        lock (taken)
        {
            if (refused.Count < Refusals && (taken.Count + refused.Count) % EachSo == EachSo - 1 && refused.Add(message.Id)) return false;
            taken.Add(message);
            return true;
        }
    }

    static IEnumerable<long> Positions(ReceivedMessage message) =>
        JsonDocument.Parse(message.Body).RootElement.EnumerateArray().Select(item => item.GetProperty("position").GetInt64());

    Task<Uri> Address() => Load.Address.Task;
}

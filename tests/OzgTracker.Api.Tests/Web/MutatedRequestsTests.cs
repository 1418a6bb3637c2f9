using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Requests of every operation, mutated at random: nothing fails, nothing of the program shows, and what is sent never becomes part of a statement.</summary>
/// <remarks><c>OZG_FUZZ_SEED</c> and <c>OZG_FUZZ_REQUESTS</c> repeat a run or make it longer.</remarks>
public sealed class MutatedRequestsTests : ApiFixture
{
    const int AtOnce = 4;

    static readonly int Seed = Setting("OZG_FUZZ_SEED") ?? Environment.TickCount & int.MaxValue;
    static readonly int Requests = Setting("OZG_FUZZ_REQUESTS") ?? 10_000;

    /// <summary>A mutation may wait for what does not happen.</summary>
    protected override (string, string)[] Settings => [("Changes:LongestWaitSeconds", "0")];

    readonly ConcurrentDictionary<string, byte> statements = new(StringComparer.Ordinal);

    [Test]
    public async Task Ten_thousand_mutated_requests_are_answered_or_refused_and_reach_no_statement()
    {
        using var watch = WatchStatements();
        var clients = (HttpClient[])[App.Anonymous, App.ClientFor("reporter", "05"), App.ClientFor("coordinator", "05"), App.ClientFor("admin")];
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        var wrong = new ConcurrentQueue<string>();
        var started = Stopwatch.GetTimestamp();

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, ct) =>
        {
            var mutation = new RequestMutation(Seed, number);
            using var request = mutation.Request(App.Anonymous.BaseAddress!);
            try
            {
                using var answer = await clients[mutation.Client(clients.Length)].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(ct);   // a stream does not end
                answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
                if (Objection(answer, body) is { } objection) wrong.Enqueue($"{number}: {mutation}: {objection}: {body[..Math.Min(body.Length, 500)]}");
            }
            catch (HttpRequestException error)
            {
                wrong.Enqueue($"{number}: {mutation}: {error.Message}");
            }
        });

        await TestContext.Progress.WriteLineAsync(
            $"Seed {Seed}: {Requests} requests in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {statements.Count} statements; {string.Join(", ", answers.OrderBy(pair => pair.Key).Select(pair => $"{(int)pair.Key}: {pair.Value}"))}");
        Assert.That(wrong.Take(10), Is.Empty, $"seed {Seed}, {wrong.Count} in all");
        Assert.That(statements.Keys.Where(statement => statement.Contains(RequestMutation.Marker, StringComparison.OrdinalIgnoreCase)), Is.Empty, $"seed {Seed}");
        Assert.That(statements, Has.Count.GreaterThan(20), "no statement was seen");
        Assert.That(answers.Keys, Does.Contain(HttpStatusCode.OK).And.Contain(HttpStatusCode.BadRequest));
    }

    static string? Objection(HttpResponseMessage answer, string body)
    {
        if ((int)answer.StatusCode >= 500) return $"status {(int)answer.StatusCode}";
        if (Internals().Match(body) is { Success: true, Value: var leak }) return $"'{leak}' shows";
        if ((int)answer.StatusCode < 400) return null;
        if (answer.RequestMessage!.Method == HttpMethod.Head) return null;
        // A NUL in the path never comes to the program: the server refuses it while it reads the request.
        if (body.Length == 0) return answer.StatusCode == HttpStatusCode.BadRequest && answer.RequestMessage.RequestUri!.AbsolutePath.Contains("%00", StringComparison.Ordinal) ? null : $"status {(int)answer.StatusCode} without a body";
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"status {(int)answer.StatusCode} as {answer.Content.Headers.ContentType}";
        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.TryGetProperty("traceId", out _) ? null : "no problem of the catalogue";
    }

    /// <summary>The text of every statement that any data source of this process sends.</summary>
    ActivityListener WatchStatements()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if ((activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string statement) statements.TryAdd(statement, 0);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : null;
}

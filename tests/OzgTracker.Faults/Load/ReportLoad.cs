using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OzgTracker.Faults.Load;

/// <summary>Clients that send reports and keep a journal; what ended without an answer goes to the end of the queue and is sent again with its key.</summary>
/// <remarks>At the end of the queue, so that its cell has moved on in between.</remarks>
sealed class ReportLoad(IReadOnlyCollection<PlannedReport> reports, string token)
{
    static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);
    static readonly TimeSpan BeforeTheNext = TimeSpan.FromMilliseconds(25);

    readonly ConcurrentQueue<PlannedReport> waiting = new(reports);
    readonly TaskCompletionSource[] milestones = [.. Enumerable.Range(0, reports.Count + 1).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    TaskCompletionSource goingOn = Open();
    int ended;
    int acknowledged;

    /// <summary>Where the API is; set anew after a restart.</summary>
    public TaskCompletionSource<Uri> Address { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Journal Journal { get; } = new();

    /// <summary>Ends when this many reports have been acknowledged.</summary>
    public Task Acknowledged(int count) => milestones[count].Task;

    /// <summary>Ends when every report is acknowledged or refused.</summary>
    public Task Run(int clients) => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Client()));

    /// <summary>Clients finish what they have sent and send nothing more, so that a fault sets in before the last report is through, however fast the machine is.</summary>
    public void Hold() => Volatile.Write(ref goingOn, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release() => Volatile.Read(ref goingOn).TrySetResult();

    /// <summary>Sends one report once and notes what became of it.</summary>
    public async Task<Attempt> Send(HttpClient http, PlannedReport report)
    {
        var attempt = await Try(http, report);
        Journal.Note(report, attempt);
        if (attempt.Outcome == Outcome.Acknowledged) milestones[Math.Min(Interlocked.Increment(ref acknowledged), reports.Count)].TrySetResult();
        return attempt;
    }

    public HttpClient Client(TimeSpan? timeout = null) => new(new SocketsHttpHandler { ConnectTimeout = AnswerTimeout })
    {
        Timeout = timeout ?? AnswerTimeout,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    async Task Client()
    {
        using var http = Client(null);
        while (Volatile.Read(ref ended) < reports.Count)
        {
            await Volatile.Read(ref goingOn).Task;
            if (!waiting.TryDequeue(out var report))
            {
                await Task.Delay(BeforeTheNext);   // another client may have to give one back
                continue;
            }

            if ((await Send(http, report)).Outcome is Outcome.Acknowledged or Outcome.Refused)
            {
                Interlocked.Increment(ref ended);
                continue;
            }

            waiting.Enqueue(report);
            await Task.Delay(BeforeTheNext);
        }
    }

    static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    async Task<Attempt> Try(HttpClient http, PlannedReport report)
    {
        var address = await Address.Task;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, report.Path)) { Content = JsonContent.Create(report.Body) };
            request.Headers.Add("Idempotency-Key", report.Key);
            using var answer = await http.SendAsync(request);
            return await Read(answer);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Attempt(Outcome.Unknown, null, 0, 0, false, error.Message);
        }
    }

    static async Task<Attempt> Read(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        var replay = answer.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Contains("true");
        if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
        {
            using var cell = JsonDocument.Parse(text);
            return new Attempt(
                Outcome.Acknowledged, answer.StatusCode, cell.RootElement.GetProperty("version").GetInt64(), cell.RootElement.GetProperty("position").GetInt64(), replay, text);
        }

        var outcome = answer.Content.Headers.ContentType?.MediaType != "application/problem+json" ? Outcome.Wrong : answer.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable => Outcome.Unknown,
            HttpStatusCode.Conflict when text.Contains("idempotency-key-in-use", StringComparison.Ordinal) || text.Contains("conflicting-write", StringComparison.Ordinal) => Outcome.Unknown,
            >= HttpStatusCode.InternalServerError => Outcome.Wrong,
            _ => Outcome.Refused,
        };
        return new Attempt(outcome, answer.StatusCode, 0, 0, replay, text);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace OzgTracker.Faults;

/// <summary>One report of the load; the day makes it unlike every other of its cell.</summary>
sealed record PlannedReport(string Unit, string OzgId, int Level, DateOnly ValidOn, string? EvidenceUrl);

/// <summary>Clients that send reports and keep a journal of what was acknowledged; a report that got no answer is sent again.</summary>
sealed class ReportLoad(IReadOnlyCollection<PlannedReport> reports, string token)
{
    readonly ConcurrentQueue<PlannedReport> waiting = new(reports);
    readonly ConcurrentDictionary<PlannedReport, HttpStatusCode> journal = [];
    readonly TaskCompletionSource[] milestones = [.. Enumerable.Range(0, reports.Count + 1).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    int acknowledged;
    int unanswered;

    /// <summary>Where the API is; set anew after a restart.</summary>
    public TaskCompletionSource<Uri> Address { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyDictionary<PlannedReport, HttpStatusCode> Journal => journal;

    /// <summary>Requests that ended without an answer and were sent again.</summary>
    public int Unanswered => unanswered;

    /// <summary>Ends when this many reports have been acknowledged.</summary>
    public Task Acknowledged(int count) => milestones[count].Task;

    public Task Run(int clients) => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Client()));

    async Task Client()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        while (waiting.TryDequeue(out var report))
        {
            while (!await TrySend(http, report)) Interlocked.Increment(ref unanswered);
        }
    }

    async Task<bool> TrySend(HttpClient http, PlannedReport report)
    {
        var address = await Address.Task;
        try
        {
            var url = new Uri(address, $"/v1/municipalities/{report.Unit}/services/{report.OzgId}/reports");
            using var answer = await http.PostAsJsonAsync(url, new { level = report.Level, validOn = report.ValidOn, evidenceUrl = report.EvidenceUrl });
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
                throw new InvalidOperationException($"{report}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");

            journal[report] = answer.StatusCode;
            milestones[Interlocked.Increment(ref acknowledged)].TrySetResult();
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

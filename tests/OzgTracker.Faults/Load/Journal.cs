using System.Collections.Concurrent;
using System.Net;

namespace OzgTracker.Faults.Load;

/// <summary>What became of one attempt.</summary>
enum Outcome
{
    /// <summary>201 or 200: the report is in the log.</summary>
    Acknowledged,

    /// <summary>No answer, 503 or in flight: it may have happened or not; it is sent again with the same key.</summary>
    Unknown,

    /// <summary>4xx: it is not in the log.</summary>
    Refused,

    /// <summary>An answer that there must not be, e. g. 500 or 503 without a problem.</summary>
    Wrong,
}

/// <summary>What a client noted of one attempt.</summary>
/// <param name="Version">Version and position that the answer gave, 0 without one.</param>
/// <param name="IsReplay">The answer was the stored one of an earlier attempt.</param>
sealed record Attempt(Outcome Outcome, HttpStatusCode? Status, long Version, long Position, bool IsReplay, string Detail);

/// <summary>What the clients sent and what they were told: the oracle that the log is held against.</summary>
sealed class Journal
{
    readonly ConcurrentDictionary<PlannedReport, ConcurrentQueue<Attempt>> attempts = [];

    public void Note(PlannedReport report, Attempt attempt) => attempts.GetOrAdd(report, _ => []).Enqueue(attempt);

    public IEnumerable<(PlannedReport Report, IReadOnlyList<Attempt> Attempts)> Entries => attempts.Select(entry => (entry.Key, (IReadOnlyList<Attempt>)[.. entry.Value]));

    /// <summary>Reports with the first answer that acknowledged them.</summary>
    public IEnumerable<(PlannedReport Report, Attempt Answer)> Acknowledged =>
        from entry in Entries
        let answer = entry.Attempts.FirstOrDefault(attempt => attempt.Outcome == Outcome.Acknowledged)
        where answer is not null
        select (entry.Report, answer);

    /// <summary>Reports that were answered with a refusal and never acknowledged.</summary>
    public IEnumerable<PlannedReport> Refused =>
        from entry in Entries
        where entry.Attempts.Any(attempt => attempt.Outcome == Outcome.Refused) && entry.Attempts.All(attempt => attempt.Outcome != Outcome.Acknowledged)
        select entry.Report;

    public IEnumerable<Attempt> Wrong => Entries.SelectMany(entry => entry.Attempts).Where(attempt => attempt.Outcome == Outcome.Wrong);

    /// <summary>Attempts that left open what had happened.</summary>
    public int Unknown => Entries.Sum(entry => entry.Attempts.Count(attempt => attempt.Outcome == Outcome.Unknown));

    public int WithoutAnswer => Entries.Sum(entry => entry.Attempts.Count(attempt => attempt is { Outcome: Outcome.Unknown, Status: null }));

    public int Replayed => Entries.Sum(entry => entry.Attempts.Count(attempt => attempt.IsReplay));

    public string Counts => $"{Acknowledged.Count()} acknowledged, {WithoutAnswer} without an answer, {Unknown - WithoutAnswer} told to come again, {Replayed} replayed, {Refused.Count()} refused";
}

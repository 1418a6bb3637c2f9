using System.Diagnostics.Metrics;

namespace OzgTracker.EventStore.Daemon;

/// <summary>What the daemon of this process tells a monitor, as instruments of the meter <c>OzgTracker.EventStore</c>.</summary>
sealed class DaemonMetrics : IDisposable
{
    public const string MeterName = "OzgTracker.EventStore";

    readonly Meter meter = new(MeterName);
    readonly Counter<long> events;
    readonly Histogram<double> pages;
    readonly Histogram<double> delays;
    volatile IReadOnlyList<Standing> standings = [];
    long settled;
    volatile bool isLeader;

    public DaemonMetrics()
    {
        events = meter.CreateCounter<long>("ozgtracker.projection.events", "{event}", "Events taken into read models, once per page and group.");
        pages = meter.CreateHistogram<double>("ozgtracker.projection.page.duration", "s", "From reading a page to its commit.");
        delays = meter.CreateHistogram<double>(
            "ozgtracker.projection.delay", "s", "From the append of a page's last event, by the clock of the database, to its commit, by the clock of this process.");
        meter.CreateObservableGauge("ozgtracker.projection.leader", () => isLeader ? 1 : 0, "{daemon}", "1 while the daemon of this process keeps the read models.");
        meter.CreateObservableGauge("ozgtracker.log.settled_position", () => Interlocked.Read(ref settled), "{position}", "Up to here every writer has ended.");
        meter.CreateObservableGauge("ozgtracker.projection.lag", () => Measure(standing => Interlocked.Read(ref settled) - standing.Position), "{position}", "Settled positions that a read model has not taken in.");
        meter.CreateObservableGauge("ozgtracker.projection.stopped", () => Measure(standing => standing.IsStopped ? 1 : 0), "{projection}", "1 while a read model stands still at an event.");
    }

    public void Leads(bool leads)
    {
        isLeader = leads;
        if (!leads) standings = [];
    }

    public void Settled(long position) => Interlocked.Exchange(ref settled, position);

    public void Stand(IReadOnlyList<Standing> all) => standings = all;

    public void Page(int count, TimeSpan duration, TimeSpan? delay)
    {
        events.Add(count);
        pages.Record(duration.TotalSeconds);
        if (delay is { } known) delays.Record(known.TotalSeconds);
    }

    public void Dispose() => meter.Dispose();

    Measurement<long>[] Measure(Func<Standing, long> value) =>
        [.. standings.Select(standing => new Measurement<long>(value(standing), new KeyValuePair<string, object?>("projection", standing.Name)))];

    /// <summary>Where a read model is.</summary>
    public readonly record struct Standing(string Name, long Position, bool IsStopped);
}

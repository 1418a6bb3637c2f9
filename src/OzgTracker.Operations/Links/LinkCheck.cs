using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OzgTracker.EventStore;
using OzgTracker.Operations.Outbound;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Links;

/// <summary>What a round of the check has done.</summary>
/// <param name="Collected">Addresses that were new.</param>
/// <param name="Visited">Addresses that were visited, or looked at and left alone.</param>
/// <param name="Events">Events recorded.</param>
public readonly record struct LinkCheckRound(int Collected, int Visited, int Events);

/// <summary>Visits the addresses of evidence politely and tells the cells what is there: evidence by <c>linkCheck</c>, never a level.</summary>
/// <remarks>Several nodes share the work by leases in the database: per host one visit at a time. What was seen is kept before it is told, so a crash repeats and skips nothing.</remarks>
public sealed class LinkCheck : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OzgTracker.Links";

    /// <summary>Telling goes through all cells, and a first round may take days.</summary>
    static readonly TimeSpan BetweenTelling = TimeSpan.FromMinutes(5);

    readonly LinkTable table;
    readonly LinkProbe probe;
    readonly HostVisits visits;
    readonly LinkRecorder recorder;
    readonly LinkCheckSettings settings;
    readonly TimeProvider clock;
    readonly ILogger logger;
    readonly Meter meter = new(MeterName);
    readonly Counter<long> seen, told;
    DateTimeOffset collectedAt = DateTimeOffset.MinValue;

    /// <summary>On the database of a store.</summary>
    public LinkCheck(IDocumentStore store, Registry registry, LinkCheckSettings settings, TimeProvider clock, ILogger<LinkCheck> logger)
        : this(store, registry, settings, clock, logger, null, (wait, ct) => Task.Delay(wait, clock, ct))
    {
    }

    internal LinkCheck(
        IDocumentStore store, Registry registry, LinkCheckSettings settings, TimeProvider clock, ILogger logger, OutboundHttp.NameLookup? lookup, Func<TimeSpan, CancellationToken, Task> pause)
    {
        (this.settings, this.clock, this.logger) = (settings, clock, logger);
        table = new LinkTable(store.DataSource);
        probe = new LinkProbe(settings, clock, lookup);
        visits = new HostVisits(table, probe, settings, clock, pause);
        recorder = new LinkRecorder(store, registry, table, settings, clock);
        seen = meter.CreateCounter<long>("ozgtracker.links.seen", "{link}", "Addresses of evidence by what was seen there.");
        told = meter.CreateCounter<long>("ozgtracker.links.events", "{event}", "Events that the check of links has recorded.");
    }

    /// <summary>Looks for new addresses now and then, visits all that are due and can be visited now, and tells the cells.</summary>
    public async Task<LinkCheckRound> Run(CancellationToken ct)
    {
        var (now, collected, visited) = (clock.GetUtcNow(), 0, 0);
        if (now - collectedAt >= settings.CollectEvery)
        {
            collected = await table.Collect(now, ct);
            collectedAt = now;
        }

        var (events, toldAt) = (0, now);
        while (await visits.Next(ct) is { Count: > 0 } hosts)
        {
            visited += (await Task.WhenAll(hosts.Select(host => Visit(host, ct)))).Sum();
            if (clock.GetUtcNow() - toldAt < BetweenTelling) continue;
            events += await Tell(ct);
            toldAt = clock.GetUtcNow();
        }

        return new LinkCheckRound(collected, visited, events + await Tell(ct));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe.Dispose();
        meter.Dispose();
    }

    async Task<int> Tell(CancellationToken ct)
    {
        var events = await recorder.Run(ct);
        told.Add(events);
        return events;
    }

    async Task<int> Visit(HostVisits.Visit host, CancellationToken ct)
    {
        await using var visit = host;
        var visited = 0;
        try
        {
            foreach (var link in await table.Due(host.Host, clock.GetUtcNow(), settings.LinksPerVisit, ct))
            {
                if (!host.MayGoOn) break;
                var sight = await probe.Look(new Uri(link.Url), visits.GateOf(host), ct);
                var now = Whole(clock.GetUtcNow());
                host.Note(sight);
                var state = link.State.After(sight, now, settings);
                await table.Seen(link.Url, state, sight.Code, now, LinkState.DueAfter(sight, now, settings), ct);
                seen.Add(1, new KeyValuePair<string, object?>("outcome", sight.Code));
                visited++;
            }
        }
        catch (LeaseLostException lost)
        {
            logger.LogInformation("{Host}: {Reason}", host.Host, lost.Message);
        }

        return visited;
    }

    /// <summary>Microseconds are what the database keeps.</summary>
    static DateTimeOffset Whole(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));
}

namespace OzgTracker.Operations.Links;

/// <summary>The hosts that a node visits: each leased in the database, so that of all nodes one at a time is there.</summary>
sealed class HostVisits(LinkTable table, LinkProbe probe, LinkCheckSettings settings, TimeProvider clock, Func<TimeSpan, CancellationToken, Task> pause)
{
    static readonly TimeSpan RobotsLast = TimeSpan.FromDays(1), LongestDelay = TimeSpan.FromMinutes(1), LongestBackOff = TimeSpan.FromDays(1);

    /// <summary>Takes hosts over that have something due and are free.</summary>
    public async Task<IReadOnlyList<Visit>> Next(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return [.. (await table.Lease(now, Until(now), settings.Concurrency, ct)).Select(lease => new Visit(this, lease))];
    }

    /// <summary>For the visit of one host: its own is open, others are entered where they are free.</summary>
    public IHostGate GateOf(Visit own) => new Gate(this, own);

    /// <summary>Microseconds are what the database keeps; a lease is known again by its end.</summary>
    DateTimeOffset Until(DateTimeOffset now)
    {
        var until = now + settings.Lease;
        return until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    sealed class Gate(HostVisits visits, Visit own) : IHostGate
    {
        public async Task<IHostVisit?> Enter(Uri url, CancellationToken ct)
        {
            var host = LinkTable.HostOf(url);
            if (host == own.Host) return new Guest(own);

            var now = visits.clock.GetUtcNow();
            if (await visits.table.TryLease(host, now, visits.Until(now), ct) is not { } lease) return null;
            if (lease.NextAt - now <= LongestDelay) return new Visit(visits, lease);
            await visits.table.Release(lease, lease.NextAt, lease.Failures);
            return null;
        }
    }

    /// <summary>Does not end with the probe of one address.</summary>
    sealed class Guest(Visit visit) : IHostVisit
    {
        public Task Breathe(CancellationToken ct) => visit.Breathe(ct);

        public Task<(RobotsRules Rules, LinkSight? Trouble)> Robots(Uri url, CancellationToken ct) => visit.Robots(url, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    readonly LinkTable table = table;
    readonly TimeProvider clock = clock;

    /// <summary>One host, from its lease to its release.</summary>
    public sealed class Visit(HostVisits visits, HostLease lease) : IHostVisit
    {
        (RobotsRules Rules, LinkSight? Trouble)? robots;
        DateTimeOffset nextAt = lease.NextAt;
        int failures = lease.Failures;

        public string Host => lease.Host;

        /// <summary>False when another node has the host by now.</summary>
        public bool IsOurs { get; private set; } = true;

        public async Task Breathe(CancellationToken ct)
        {
            if (nextAt - visits.clock.GetUtcNow() is { Ticks: > 0 } wait) await visits.Wait(wait, ct);
            var now = visits.clock.GetUtcNow();
            nextAt = now + Delay;
            IsOurs = await visits.table.Renew(lease, visits.Until(now), ct);
            if (!IsOurs) throw new LeaseLostException();
        }

        public async Task<(RobotsRules Rules, LinkSight? Trouble)> Robots(Uri url, CancellationToken ct)
        {
            if (robots is { } known) return known;
            if (lease.Robots is { } text && visits.clock.GetUtcNow() - lease.RobotsAt < RobotsLast) return (robots = (RobotsRules.Parse(text, LinkProbe.Agent), null)).Value;

            var (read, trouble) = await visits.ReadRobots(url, this, ct);
            if (read is not null) await visits.table.KeepRobots(Host, read, visits.clock.GetUtcNow(), ct);
            return (robots = (read is null ? RobotsRules.None : RobotsRules.Parse(read, LinkProbe.Agent), trouble)).Value;
        }

        /// <summary>A host in trouble gets ever longer pauses, or the one that it asks for.</summary>
        public void Note(LinkSight sight)
        {
            failures = sight.IsHostInTrouble ? failures + 1 : 0;
            if (!sight.IsHostInTrouble) return;
            var backOff = sight.RetryAfter ?? Delay * Math.Pow(2, Math.Min(failures, 20));
            nextAt = visits.clock.GetUtcNow() + (backOff > LongestBackOff ? LongestBackOff : backOff < Delay ? Delay : backOff);
        }

        /// <summary>Whether the next address may be visited without a long wait.</summary>
        public bool MayGoOn => IsOurs && nextAt - visits.clock.GetUtcNow() <= LongestDelay;

        public async ValueTask DisposeAsync()
        {
            if (IsOurs) await visits.table.Release(lease, nextAt, failures);
        }

        TimeSpan Delay => robots?.Rules.Delay is { } asked && asked > visits.BaseDelay ? (asked > LongestDelay ? LongestDelay : asked) : visits.BaseDelay;
    }

    TimeSpan BaseDelay => settings.HostDelay;

    Task Wait(TimeSpan wait, CancellationToken ct) => pause(wait, ct);

    Task<(string? Text, LinkSight? Trouble)> ReadRobots(Uri url, IHostVisit host, CancellationToken ct) => probe.ReadRobots(url, host, ct);
}

/// <summary>Another node has taken the host over, because this one was too slow; it stops at once.</summary>
sealed class LeaseLostException() : Exception("Another node visits the host by now.");

using System.Diagnostics;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.Starter;

/// <summary>
/// A small set of real reference facts (16 Länder, 80 municipalities, 20 Landkreise, 44 services) with invented reports, so that a fresh installation
/// shows something. A database with real imports never gets it.
/// </summary>
public static class StarterSet
{
    const string Setting = "starter-set";
    const string Loaded = "loaded";
    const int StreamsPerTransaction = 1_000;

    /// <summary>Loads the set unless the database has it or has real units. Killed half-way, the next call goes on.</summary>
    /// <returns>Number of events recorded; 0 when there was nothing to do.</returns>
    public static async Task<int> LoadAsync(IDocumentStore store, CancellationToken ct)
    {
        if (await IsLoaded(store.DataSource, ct) || await HasRealUnits(store.DataSource, ct)) return 0;

        var units = StarterFacts.Units.Select(unit => (Municipality.StreamKey(unit.Id), Register(unit.Facts)));
        var services = StarterFacts.Services.Select(service => (Service.StreamKey(service.Id), Catalogue(service.Facts)));
        var rollouts =
            from unit in StarterFacts.Units
            from service in StarterFacts.Services
            let events = Rollouts(unit.Id, unit.Facts, service.Id, service.Facts.Classification)
            where events.Count > 0
            select (new RolloutKey(unit.Id, service.Id).StreamKey, events);

        var recorded = 0;
        foreach (var page in units.Concat(services).Concat(rollouts).Chunk(StreamsPerTransaction))
        {
            try
            {
                recorded += await Record(store, page, ct);
            }
            catch (ConcurrencyException)
            {
                // Another node of a new installation loads the same set; what it wrote is there now.
                recorded += await Record(store, page, ct);
            }
        }

        await Mark(store.DataSource, ct);
        return recorded;
    }

    /// <summary>Whether the database holds the starter set, which an import does not remove.</summary>
    public static async Task<bool> IsLoaded(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select exists (select from ozg.setting where name = $1 and value = $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Loaded });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Streams that exist are left alone: they are from an attempt that was cut off.</summary>
    static async Task<int> Record(IDocumentStore store, (string StreamKey, IReadOnlyList<IDomainEvent> Events)[] page, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Stamp(Provenance.OfDemo);
        session.CorrelationId = Setting;
        var existing = await Existing(store.DataSource, [.. page.Select(stream => stream.StreamKey)], ct);
        var missing = page.Where(stream => !existing.Contains(stream.StreamKey)).ToArray();
        foreach (var (streamKey, events) in missing) session.Events.StartStream(streamKey, events);
        await session.SaveChangesAsync(ct);
        return missing.Sum(stream => stream.Events.Count);
    }

    static IReadOnlyList<IDomainEvent> Register(UnitFacts facts) => MunicipalityDecider.Decide(Municipality.Unknown, facts).Events;

    static IReadOnlyList<IDomainEvent> Catalogue(ServiceFacts facts) => ServiceDecider.Decide(Service.Unknown, facts).Events;

    static IReadOnlyList<IDomainEvent> Rollouts(UnitId unit, UnitFacts facts, OzgId service, Classification place)
    {
        var state = Rollout.Initial;
        var events = new List<IDomainEvent>();
        foreach (var command in StarterHistory.Of(unit, facts, service, place))
        {
            var decision = RolloutDecider.Decide(state, command, StarterHistory.Facts(facts));
            if (decision.Refusal is { } refusal) throw new UnreachableException($"The invented history of {unit} breaks a rule: {refusal.Why}");
            foreach (var happened in decision.Events) state = Rollout.Evolve(state, (IRolloutEvent)happened);
            events.AddRange(decision.Events);
        }

        return events;
    }

    static async Task<bool> HasRealUnits(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            select exists (
                select from log.mt_events
                 where (stream_id like 'municipality-%' or stream_id like 'service-%')
                   and headers ->> 'source' is distinct from 'demo')
            """);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<HashSet<string>> Existing(NpgsqlDataSource source, string[] streamKeys, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select id from log.mt_streams where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = streamKeys });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var existing = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) existing.Add(reader.GetString(0));
        return existing;
    }

    static async Task Mark(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("insert into ozg.setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Loaded });
        await command.ExecuteNonQueryAsync(ct);
    }
}

using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.Demo;

/// <summary>Records invented streams that are not there yet, a transaction at a time, and counts.</summary>
/// <param name="dryRun">Only counts.</param>
sealed class SyntheticLoad(IDocumentStore store, bool dryRun)
{
    /// <summary>Another process may load the same set; what it has written is there at the next look.</summary>
    const int Attempts = 5;

    /// <summary>Streams that were there already.</summary>
    public long Known { get; private set; }

    /// <summary>What was recorded.</summary>
    public SyntheticCount Added { get; private set; }

    /// <summary>Of the last event; 0 when nothing was recorded.</summary>
    public long Position { get; private set; }

    /// <summary>Publishes offers; those that exist stay as they are.</summary>
    /// <returns>How many were new.</returns>
    public async Task<int> OffersAsync(IEnumerable<(string StreamKey, EfaOfferPublished Published)> offers, CancellationToken ct)
    {
        var all = offers.Select(offer => (offer.StreamKey, (IReadOnlyList<object>)[offer.Published])).ToArray();
        return (await AppendMissing(all, ct)).Length;
    }

    /// <summary>Records streams; those that exist were recorded by a load that was cut off.</summary>
    public async Task StreamsAsync(IReadOnlyList<SyntheticStream> streams, CancellationToken ct)
    {
        var all = streams.Select(stream => (stream.Cell.StreamKey, (IReadOnlyList<object>)stream.Events)).ToArray();
        var added = await AppendMissing(all, ct);
        var (events, transitions) = (0L, 0L);
        foreach (var at in added)
        {
            events += streams[at].Events.Count;
            transitions += streams[at].Events.Count(happened => happened is not EfaServiceAdopted);
        }

        Added += new SyntheticCount(added.Length, events, transitions);
        Known += streams.Count - added.Length;
    }

    /// <summary>Numbers of the streams that were new.</summary>
    async Task<int[]> AppendMissing((string Key, IReadOnlyList<object> Events)[] streams, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var existing = await Existing([.. streams.Select(stream => stream.Key)], ct);
            int[] missing = [.. Enumerable.Range(0, streams.Length).Where(at => !existing.Contains(streams[at].Key))];
            if (missing.Length == 0 || dryRun) return missing;
            try
            {
                await Append(missing.Select(at => streams[at]), ct);
                return missing;
            }
            catch (ConcurrencyException) when (attempt < Attempts)
            {
                // Another process was faster with some of them.
            }
        }
    }

    async Task Append(IEnumerable<(string Key, IReadOnlyList<object> Events)> streams, CancellationToken ct)
    {
        var bulk = store.BulkAppend();
        bulk.CorrelationId = SyntheticGermany.CorrelationId;
        bulk.Stamp(Provenance.OfSyntheticGermany);
        foreach (var (key, events) in streams)
            for (var version = 0; version < events.Count; version++)
                bulk.Append(key, events[version], version);
        await bulk.SaveChangesAsync(ct);
        Position = bulk.Appended(bulk.EventCount - 1).Sequence;
    }

    async Task<HashSet<string>> Existing(string[] streamKeys, CancellationToken ct)
    {
        await using var command = store.DataSource.CreateCommand("select id from log.mt_streams where id = any($1)");
        command.CommandTimeout = 0;   // fifty thousand look-ups, and nothing waits behind them
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = streamKeys });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var existing = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) existing.Add(reader.GetString(0));
        return existing;
    }
}

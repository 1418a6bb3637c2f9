using System.Collections.Concurrent;
using Npgsql;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.Auth;

/// <summary>API keys as the database had them at most a second ago; also that it had none.</summary>
/// <remarks>A key that is taken back on this node is void at once, on others after a second. Keys that nobody has cannot fill the memory, nor take all connections.</remarks>
public sealed class ApiKeyCache : IDisposable
{
    static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    const int QuestionsAtOnce = 4;

    readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly SemaphoreSlim questions = new(QuestionsAtOnce);
    readonly NpgsqlDataSource source;
    readonly TimeProvider clock;
    readonly int mostEntries;
    int generation;

    internal ApiKeyCache(NpgsqlDataSource source, TimeProvider clock, int mostEntries = 10_000) => (this.source, this.clock, this.mostEntries) = (source, clock, mostEntries);

    /// <summary>How many lookups are kept.</summary>
    internal int Count => entries.Count;

    internal async ValueTask<ApiKey?> Find(string id, CancellationToken ct)
    {
        if (Fresh(id) is { } known) return known.Key;
        await questions.WaitAsync(ct);
        try
        {
            if (Fresh(id) is { } meanwhile) return meanwhile.Key;
            var (before, asked) = (Volatile.Read(ref generation), clock.GetTimestamp());
            var key = await ApiKeyTable.Find(source, id, ct);
            if (entries.Count >= mostEntries) entries.Clear();
            entries[id] = new Entry(key, asked);
            if (Volatile.Read(ref generation) != before) entries.TryRemove(id, out _);   // changed while we looked
            return key;
        }
        finally
        {
            questions.Release();
        }
    }

    /// <summary>A key was changed on this node.</summary>
    internal void Forget(string id)
    {
        Interlocked.Increment(ref generation);
        entries.TryRemove(id, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => questions.Dispose();

    Entry? Fresh(string id) => entries.TryGetValue(id, out var entry) && clock.GetElapsedTime(entry.AskedAt) < Freshness ? entry : null;

    sealed record Entry(ApiKey? Key, long AskedAt);
}

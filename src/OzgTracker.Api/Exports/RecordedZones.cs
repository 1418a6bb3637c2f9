using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>Between which moments each stretch of positions was recorded, so that a range of moments is a range of the index on positions.</summary>
/// <remarks>
/// Transitions are only added and never change, so a stretch that is complete is looked at once in the life of the process. Positions are given in the order of commits, moments
/// when transactions begin; a long one makes its stretch wider, never wrong.
/// </remarks>
sealed class RecordedZones : IDisposable
{
    const long Stretch = 16_384;

    const string ZonesSql = $"""
        select position / $3, min(recorded_at), max(recorded_at)
          from {StatusProjection.TransitionTable}
         where position >= $1
           and position < $2
         group by 1
        """;

    readonly SemaphoreSlim looking = new(1);
    readonly Dictionary<long, Zone> complete = [];
    long completeTo;

    readonly record struct Zone(long Number, DateTime Earliest, DateTime Latest);

    /// <summary>First and last position that a row recorded in the range can have; null when there can be none.</summary>
    /// <param name="from">From this moment on.</param>
    /// <param name="to">Before this moment.</param>
    public async Task<(long First, long Last)?> FindAsync(ExportSnapshot snapshot, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        var (earliest, latest) = ((from ?? DateTimeOffset.MinValue).UtcDateTime, (to ?? DateTimeOffset.MaxValue).UtcDateTime);
        await looking.WaitAsync(ct);
        try
        {
            var end = snapshot.Position / Stretch * Stretch;
            if (end < completeTo) Forget();   // the database was set back
            foreach (var zone in end > completeTo ? await ReadAsync(snapshot, completeTo, end, ct) : []) complete[zone.Number] = zone;
            completeTo = end;

            Zone[] asked = [.. complete.Values.Concat(await ReadAsync(snapshot, end, long.MaxValue, ct)).Where(zone => zone.Latest >= earliest && zone.Earliest < latest)];
            return asked.Length == 0 ? null : (asked.Min(zone => zone.Number) * Stretch, (asked.Max(zone => zone.Number) + 1) * Stretch - 1);
        }
        finally
        {
            looking.Release();
        }
    }

    public void Dispose() => looking.Dispose();

    void Forget()
    {
        complete.Clear();
        completeTo = 0;
    }

    static async Task<List<Zone>> ReadAsync(ExportSnapshot snapshot, long from, long to, CancellationToken ct)
    {
        await using var command = snapshot.Command(
            ZonesSql, new NpgsqlParameter<long> { TypedValue = from }, new NpgsqlParameter<long> { TypedValue = to }, new NpgsqlParameter<long> { TypedValue = Stretch });
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Zone>();
        while (await reader.ReadAsync(ct)) found.Add(new Zone(reader.GetInt64(0), reader.GetDateTime(1), reader.GetDateTime(2)));
        return found;
    }
}

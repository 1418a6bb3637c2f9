using Npgsql;

namespace OzgTracker.EventStore.Settling;

/// <summary>Finds the position up to which every writer has ended, so that a reader that stops there never misses a late commit.</summary>
/// <remarks>
/// A position is given before its transaction commits. Each look reads the last position given (L) and then the transactions that hold a
/// row-exclusive lock on the log (W). Whoever owns a position up to L is in W or has ended, because every writer touches <c>mt_streams</c> before it
/// takes a number, and PostgreSQL makes a commit visible before it releases the locks. L is settled as soon as nobody of W is left in a later look.
/// One reader each; not thread-safe. Cost: one round trip of 0.1 to 0.2 ms a look.
/// </remarks>
sealed class SettledPosition(ReaderMode mode)
{
    /// <summary>The last position given to any event; the sequence itself says 1 before the first.</summary>
    public const string LastGivenSql = "select case when is_called then last_value else last_value - 1 end from log.mt_events_sequence";

    const string WritersSql = """
        select distinct virtualtransaction
          from pg_locks
         where locktype = 'relation'
           and mode = 'RowExclusiveLock'
           and granted
           and database = (select oid from pg_database where datname = current_database())
           and relation in ('log.mt_streams'::regclass, 'log.mt_events'::regclass)
        """;

    /// <summary>More open questions than this do not make the answer sooner; a newer one then replaces the newest.</summary>
    const int MostCandidates = 64;

    readonly List<Candidate> candidates = [];

    /// <summary>The position of the last look.</summary>
    public long Value { get; private set; }

    /// <summary>Whether positions have been given that are not settled yet: look again soon.</summary>
    public bool IsWaiting => candidates.Count > 0;

    /// <summary>Looks once and returns the settled position; it goes back only with the sequence itself.</summary>
    public async Task<long> Look(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(LastGivenSql), new(WritersSql) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var lastGiven = reader.GetInt64(0);

        await reader.NextResultAsync(ct);
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) writers.Add(reader.GetString(0));
        return Settle(lastGiven, mode == ReaderMode.Naive ? [] : writers);
    }

    /// <summary>The rule itself, without a database.</summary>
    internal long Settle(long lastGiven, HashSet<string> writers)
    {
        if (lastGiven < Value)
        {
            // PostgreSQL has crashed and forgot numbers that no commit had brought to the disk; they are given again.
            Value = 0;
            candidates.Clear();
        }

        foreach (var candidate in candidates) candidate.Writers.IntersectWith(writers);
        var settled = candidates.FindLastIndex(candidate => candidate.Writers.Count == 0);
        if (settled >= 0)
        {
            Value = Math.Max(Value, candidates[settled].Position);
            candidates.RemoveRange(0, settled + 1);
        }

        if (lastGiven > Value && writers.Count == 0)
        {
            Value = lastGiven;
            candidates.Clear();
        }
        else if (lastGiven > Value && (candidates.Count == 0 || lastGiven > candidates[^1].Position))
        {
            if (candidates.Count == MostCandidates) candidates.RemoveAt(MostCandidates - 1);
            candidates.Add(new Candidate(lastGiven, writers));
        }

        return Value;
    }

    readonly record struct Candidate(long Position, HashSet<string> Writers);
}

/// <summary>How a reader decides how far it may read.</summary>
public enum ReaderMode
{
    /// <summary>By the rule: nothing is ever missed.</summary>
    Settled,

    /// <summary>Up to the last position given, as event stores on PostgreSQL often do: misses late commits. For the test that proves the rule.</summary>
    Naive,
}

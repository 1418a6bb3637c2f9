using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Copying;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>One state of all read models, in one read-only transaction that lives until it is disposed.</summary>
sealed class ExportSnapshot : IAsyncDisposable
{
    const string ProgressSql = """
        select name, last_seq_id
          from log.mt_event_progression
         where name = any($1)
         order by name
        """;

    const string RecordedSql = "select timestamp from log.mt_events where seq_id <= $1 order by seq_id desc limit 1";

    /// <summary>Rows come in the order of an index, so the first ones come at once and nothing is sorted on disk.</summary>
    const string PlanSql = """
        select set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', '60s', true),
               set_config('enable_sort', 'off', true), set_config('jit', 'off', true)
        """;

    readonly NpgsqlTransaction transaction;

    ExportSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) => (Connection, this.transaction) = (connection, transaction);

    public NpgsqlConnection Connection { get; }

    /// <summary>What all read models have reached in this state.</summary>
    public long Position { get; private set; }

    /// <summary>Where each of them stands; the same stand is the same state.</summary>
    public string Stand { get; private set; } = "";

    /// <summary>When the last event of the state was recorded; null when there is none.</summary>
    public DateTimeOffset? LastModified { get; private set; }

    /// <param name="longest">After this the database ends a statement itself, whatever has become of us.</param>
    public static async Task<ExportSnapshot> OpenAsync(DocumentStore store, TimeSpan longest, CancellationToken ct)
    {
        var connection = await store.DataSource.OpenConnectionAsync(ct);
        try
        {
            var snapshot = new ExportSnapshot(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct));
            await snapshot.ReadStandAsync(store, longest, ct);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task ReadStandAsync(DocumentStore store, TimeSpan longest, CancellationToken ct)
    {
        await using (var readOnly = new NpgsqlCommand("set transaction read only", Connection)) await readOnly.ExecuteNonQueryAsync(ct);
        await using (var plan = Command(PlanSql, new NpgsqlParameter<string> { TypedValue = string.Create(CultureInfo.InvariantCulture, $"{longest.TotalMilliseconds:0}") }))
            await plan.ExecuteNonQueryAsync(ct);

        string[] names = [.. store.Projections.All.Select(projection => projection.ProgressName)];
        var stands = new List<(string Name, long Position)>();
        await using (var progress = Command(ProgressSql, new NpgsqlParameter<string[]> { TypedValue = names }))
        await using (var reader = await progress.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                stands.Add((reader.GetString(0), reader.GetInt64(1)));
        Position = stands.Count == 0 ? 0 : stands.Min(stand => stand.Position);
        Stand = string.Join(' ', stands.Select(stand => FormattableString.Invariant($"{stand.Name}={stand.Position}")));

        await using var recorded = Command(RecordedSql, new NpgsqlParameter<long> { TypedValue = Position });
        if (await recorded.ExecuteScalarAsync(ct) is DateTime moment) LastModified = new DateTimeOffset(moment);
    }

    /// <summary>COPY takes no parameters, so it finds the values of its conditions by <c>current_setting('ozg_export.…')</c>, which the planner looks into as well.</summary>
    public async Task SetAsync(string name, string value, CancellationToken ct)
    {
        await using var command = Command(
            "select set_config('ozg_export.' || $1, $2, true)", new NpgsqlParameter<string> { TypedValue = name }, new NpgsqlParameter<string> { TypedValue = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>For a part that is small and found by another index than that of its order.</summary>
    public async Task MaySortAsync(CancellationToken ct)
    {
        await using var command = Command("select set_config('enable_sort', 'on', true)");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Rows of a query, in their binary form.</summary>
    public Task<CopyTuples> CopyAsync(string query, int columns, CancellationToken ct) =>
        CopyTuples.BeginAsync(Connection, $"copy ({query}) to stdout (format binary)", columns, ct);

    /// <summary>The day on which the first change was recorded; null when there is none.</summary>
    public async Task<DateOnly?> FirstDayAsync(CancellationToken ct)
    {
        await using var command = Command($"select recorded_at from {StatusProjection.TransitionTable} order by position limit 1");
        return await command.ExecuteScalarAsync(ct) is DateTime moment ? DateOnly.FromDateTime(moment) : null;
    }

    /// <summary>Rows of a small query.</summary>
    public async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return reader;
    }

    /// <summary>A statement in this state.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, Connection, transaction);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}

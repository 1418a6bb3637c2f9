using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.ReadModels.Cube;

/// <summary>
/// All cells of all units and their whole history in memory, for every dashboard, ranking, trend and as-of question. Loaded from the read models, then fed with the transitions that the
/// daemon commits, in the order of positions: the fold exists once, in the daemon. Every node has its own.
/// </summary>
/// <remarks>
/// Readers take <see cref="Current"/> and keep it: it never changes, so an answer fits together however long it takes, and no reader waits for the writer. A change costs a copy of the
/// block of 256 cells that it is in. About 30 bytes for each cell with a history of three steps.
/// </remarks>
public sealed class MaturityCube : IDisposable
{
    /// <summary>What a load reads of <c>read.status_transition</c>.</summary>
    public const string Columns = CubeReader.Columns;

    /// <summary>Rows of one look; more are taken with the next.</summary>
    const int MostRows = 50_000;

    /// <summary>While the log has grown and another process keeps the read models.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(4);

    static readonly TimeSpan SoonFor = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    const string StandSql = $"""
        select progress.last_seq_id, to_regclass('{StatusProjection.TransitionTable}')::oid::bigint, {CubeDimensions.StampColumns}
          from log.mt_event_progression as progress
         where progress.name = $1
        """;

    const string RowsSql = $"""
        select {CubeReader.Columns}
          from {StatusProjection.TransitionTable}
         where position > $1
           and position <= $2
         order by position
         limit $3
        """;

    const string ServiceSql = $"select {CubeReader.Columns} from {StatusProjection.TransitionTable} where ozg_id = $1 and position <= $2 order by position";

    const string KnownSql = $"""
        select max(position) from {StatusProjection.TransitionTable} where position >= $1 and position < $2 and recorded_at <= $3
        """;

    static readonly string ProgressName = new StatusProjection().ProgressName;

    readonly NpgsqlDataSource source;
    readonly ILogger<MaturityCube> logger;
    readonly SemaphoreSlim writing = new(1);
    List<CubeRow> unknown = [];
    CubeDimensions.Stamp stamp;
    long table;
    CubeSnapshot current = CubeSnapshot.Empty;
    TaskCompletionSource published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An empty cube of a database.</summary>
    public MaturityCube(NpgsqlDataSource source, ILogger<MaturityCube> logger) => (this.source, this.logger) = (source, logger);

    /// <summary>The cube as it is now; empty before it was loaded.</summary>
    public CubeSnapshot Current => Volatile.Read(ref current);

    /// <summary>Whether it was loaded; until then it must not be asked.</summary>
    public bool IsLoaded => !ReferenceEquals(Current, CubeSnapshot.Empty);

    /// <summary>Waits until the cube has taken in a position.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitForAsync(long position, TimeSpan atMost, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var next = Volatile.Read(ref published).Task;
            if (IsLoaded && Current.Position >= position) return true;
            var rest = atMost - Stopwatch.GetElapsedTime(since);
            if (rest <= TimeSpan.Zero) return false;
            try
            {
                await next.WaitAsync(rest, ct);
            }
            catch (TimeoutException)
            {
                return IsLoaded && Current.Position >= position;
            }
        }
    }

    /// <summary>The last position of a snapshot that was recorded by a moment; null when nothing was.</summary>
    /// <remarks>Costs a look at one stretch of the table, by its key.</remarks>
    public async Task<long?> KnownPositionAsync(CubeSnapshot snapshot, DateTimeOffset moment, CancellationToken ct)
    {
        if (snapshot.Recorded.StretchBefore(moment) is not { } stretch) return null;
        await using var command = source.CreateCommand(KnownSql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = stretch });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = stretch + RecordedTimes.Stretch });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = moment.UtcDateTime });
        return await command.ExecuteScalarAsync(ct) is long position ? Math.Min(position, snapshot.Position) : null;
    }

    /// <summary>Loads everything from the read models, in one transaction that sees one state of them.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            var stand = await StandAsync(connection, ct);
            var loaded = await CubeReader.LoadAsync(connection, await CubeDimensions.ReadAsync(connection, Dimensions.Empty, stand.Stamp, ct), ct);
            (table, stamp, unknown) = (stand.Table, stand.Stamp, loaded.Unknown);
            Publish(new CubeSnapshot(stand.Position, loaded.Dimensions, loaded.ToPlanes(), loaded.Recorded));
            // What the load needed is as much again as the cube, and nothing would make the collector give it back.
            if (loaded.IsLarge) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Loads, and then takes in what the daemon commits, here or in another process, until it is cancelled. Trouble with the database is waited out.</summary>
    public async Task FollowAsync(DocumentStore store, CancellationToken ct)
    {
        using var watch = store.Projections.Watch();
        var grown = 0L;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!IsLoaded) await LoadAsync(ct);
                while (IsLoaded && await TakeAsync(ct)) grown = 0;
                if (!IsLoaded) continue;
                var isSoon = grown != 0 && Stopwatch.GetElapsedTime(grown) < SoonFor;
                if (await watch.WaitAsync(isSoon ? Soon : Idle, ct)) grown = Stopwatch.GetTimestamp();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
            {
                if (ct.IsCancellationRequested) return;
                logger.LogWarning(error, "The cube could not look at the read models and tries again.");
                await Task.Delay(AfterTrouble, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes in what the read models have beyond the cube; false when there was nothing.</summary>
    public async Task<bool> TakeAsync(CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            var stand = await StandAsync(connection, ct);
            if (stand.Table != table || stand.Position < current.Position)
            {
                // A rebuild has put another table in its place, or the database was set back.
                Publish(CubeSnapshot.Empty);
                return true;
            }

            var next = stand.Stamp == stamp ? current : await RefreshAsync(connection, stand.Stamp, ct);
            if (ReferenceEquals(next, current) && stand.Position == current.Position) return false;
            Publish(await WithRowsAsync(connection, next, stand.Position, ct));
            return true;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    async Task<CubeSnapshot> WithRowsAsync(NpgsqlConnection connection, CubeSnapshot snapshot, long position, CancellationToken ct)
    {
        var rows = position == snapshot.Position ? [] : await RowsAsync(connection, snapshot.Position, position, ct);
        if (rows.Count == MostRows)
        {
            // The last position may have more rows than these.
            var whole = rows.FindLastIndex(row => row.Position != rows[^1].Position) + 1;
            if (whole > 0) rows.RemoveRange(whole, rows.Count - whole);
            position = rows[^1].Position;
        }

        var recorded = rows.Aggregate(snapshot.Recorded, (times, row) => times.With(row.Position, row.RecordedAt));
        rows.InsertRange(0, unknown);
        unknown = rows.FindAll(row => !IsKnown(row, snapshot.Dimensions));
        return snapshot.With(position, Buffers(rows.FindAll(row => IsKnown(row, snapshot.Dimensions)), snapshot.Dimensions), recorded);
    }

    static async Task<List<CubeRow>> RowsAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(RowsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostRows });
        return await ReadRowsAsync(command, ct);
    }

    static async Task<List<CubeRow>> ReadRowsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = new List<CubeRow>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add(CubeRow.Of(reader));
        return rows;
    }

    /// <summary>How far the read models are: all of one moment, so that a position comes with the units and services that it knows.</summary>
    static async Task<(long Position, long Table, CubeDimensions.Stamp Stamp)> StandAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(StandSql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = ProgressName } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetInt64(1), CubeDimensions.StampAt(reader, 2)) : default;
    }

    /// <summary>With the dimensions as they are now.</summary>
    async Task<CubeSnapshot> RefreshAsync(NpgsqlConnection connection, CubeDimensions.Stamp now, CancellationToken ct)
    {
        var before = current.Dimensions;
        var next = current.With(await CubeDimensions.ReadAsync(connection, before, now, ct));
        for (var service = 0; service < before.Services.Count; service++)
            if (before.Services[service].LeikaCount != next.Dimensions.Services[service].LeikaCount)
                next = await WithServiceAnew(connection, next, service, ct);
        stamp = now;
        return next;
    }

    /// <summary>The levels by policy depend on the number of LeiKa services.</summary>
    static async Task<CubeSnapshot> WithServiceAnew(NpgsqlConnection connection, CubeSnapshot snapshot, int service, CancellationToken ct)
    {
        var models = Enumerable.Range(0, snapshot.Dimensions.Models.Count).Where(model => snapshot.PlaneOf(model, service).HasPolicies).ToArray();
        if (models.Length == 0) return snapshot;

        await using var command = new NpgsqlCommand(ServiceSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = snapshot.Dimensions.Services[service].OzgId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Position });
        var rows = await ReadRowsAsync(command, ct);
        foreach (var model in models)
        {
            var id = snapshot.Dimensions.Models[model].Id;
            var steps = new StepBuffer();
            foreach (var row in rows.Where(row => row.Model == id && snapshot.Dimensions.FindUnit(row.Unit) >= 0)) Add(steps, row, snapshot.Dimensions, service);
            snapshot = snapshot.WithPlane(model, service, Plane.Empty.With(steps));
        }

        return snapshot;
    }

    static bool IsKnown(CubeRow row, Dimensions dimensions) =>
        dimensions.FindUnit(row.Unit) >= 0 && dimensions.FindService(row.OzgId) >= 0 && dimensions.FindModel(row.Model) >= 0;

    static Dictionary<(int Model, int Service), StepBuffer> Buffers(List<CubeRow> rows, Dimensions dimensions)
    {
        var buffers = new Dictionary<(int Model, int Service), StepBuffer>();
        foreach (var row in rows)
        {
            var key = (dimensions.FindModel(row.Model), dimensions.FindService(row.OzgId));
            if (!buffers.TryGetValue(key, out var steps)) buffers.Add(key, steps = new StepBuffer());
            Add(steps, row, dimensions, key.Item2);
        }

        return buffers;
    }

    static void Add(StepBuffer steps, CubeRow row, Dimensions dimensions, int service)
    {
        var (step, policies) = CubeReader.StepOf(row, dimensions.Services[service].LeikaCount);
        steps.Add(dimensions.FindUnit(row.Unit), step, policies);
    }

    void Publish(CubeSnapshot next)
    {
        Volatile.Write(ref current, next);
        Interlocked.Exchange(ref published, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}

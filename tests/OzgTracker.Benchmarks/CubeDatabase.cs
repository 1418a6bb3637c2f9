using Npgsql;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Copying;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;
using OzgTracker.ReadModels;

namespace OzgTracker.Benchmarks;

/// <summary>All of Germany: the units and services of the official files with the invented history of <c>ozg demo --full</c>, as rows of <c>read.status_transition</c>.</summary>
/// <remarks>
/// The rows are what the projection makes of the events, by the same fold of the Domain; the log itself stays empty, which saves ten gigabytes and half an hour. Made once per
/// run. On a server that <c>OZG_BENCH_DB</c> names it stays, and later runs use it.
/// </remarks>
static class CubeDatabase
{
    const string Name = "bench_cube_3";

    static readonly DateTimeOffset FirstRecorded = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static Task<string>? made;

    /// <summary>Connection string of the database.</summary>
    public static Task<string> OfAsync(BenchmarkDatabase any) => made ??= MakeAsync(any.Maintenance);

    static async Task<string> MakeAsync(string maintenance)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(maintenance) { Database = Name, CommandTimeout = 0, MaxPoolSize = 32 }.ConnectionString;
        await using (var server = NpgsqlDataSource.Create(maintenance))
        {
            await using var find = server.CreateCommand($"select exists (select from pg_database where datname = '{Name}')");
            if ((bool)(await find.ExecuteScalarAsync())!) return connectionString;
            await using var create = server.CreateCommand($"create database {Name}_unfinished");
            await create.ExecuteNonQueryAsync();
        }

        var unfinished = new NpgsqlConnectionStringBuilder(connectionString) { Database = $"{Name}_unfinished", Pooling = false }.ConnectionString;
        await using (var store = OzgStore.Open(unfinished))
        {
            await DatabaseSetup.MigrateAsync(store, CancellationToken.None);
            await ImportAsync(store);
            await FillAsync(store, unfinished);
        }

        await using (var server = NpgsqlDataSource.Create(maintenance))
        {
            await using var rename = server.CreateCommand($"alter database {Name}_unfinished rename to {Name}");
            await rename.ExecuteNonQueryAsync();
        }

        return connectionString;
    }

    /// <summary>Imports the official files into an empty database; read models included.</summary>
    public static async Task ImportAsync(DocumentStore store)
    {
        var folder = Environment.GetEnvironmentVariable("OZG_DATA") is { Length: > 0 } given ? given : Path.GetFullPath(Path.Combine("..", "shared", "data"));
        var options = new ImportOptions { CorrelationId = "benchmark" };
        await using (var file = File.OpenRead(Path.Combine(folder, "GV100AD_31082025.txt")))
            await MunicipalityImport.ApplyAsync(store, await MunicipalityImport.PlanAsync(store, file, null, CancellationToken.None), options, CancellationToken.None);
        await using (var file = File.OpenRead(Path.Combine(folder, "ozg-leistungen.csv"))) await OfficialImports.Services(store, file, options, CancellationToken.None);
        await using (var file = File.OpenRead(Path.Combine(folder, "leika-leistungen.csv"))) await OfficialImports.Leika(store, file, options, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        var daemon = store.BuildProjectionDaemon().RunAsync(stop.Token);
        if (!await store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(5), CancellationToken.None)) throw new TimeoutException("The read models did not keep up.");
        await stop.CancelAsync();
        await daemon;
    }

    static async Task FillAsync(DocumentStore store, string connectionString)
    {
        var reference = await SyntheticReference.ReadAsync(store.DataSource, CancellationToken.None);
        var position = await store.Feed.LastGivenAsync(CancellationToken.None);
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await Execute(connection, $"drop index if exists read.status_transition_v3_ozg_id_municipality_idx; alter table {StatusProjection.TransitionTable} drop constraint status_transition_v3_pkey");
            await using (var rows = await CopyRows.BeginAsync(
                connection,
                $"copy {StatusProjection.TransitionTable} (municipality, ozg_id, model, valid_on, position, recorded_at, status, level, evidence, verification) from stdin (format binary)", 10,
                CancellationToken.None))
            {
                foreach (var stream in new SyntheticHistory(SyntheticHistory.DefaultSeed).Streams(reference.Units, reference.Services))
                {
                    Write(rows, stream, ref position);
                    await rows.SendIfLargeAsync(CancellationToken.None);
                }

                await rows.CompleteAsync(CancellationToken.None);
            }

            await Execute(connection, $"""
                set maintenance_work_mem = '512MB';
                alter table {StatusProjection.TransitionTable} add primary key (position, model, valid_on);
                create index on {StatusProjection.TransitionTable} (ozg_id, municipality);
                insert into {StatusProjection.Table} (municipality, ozg_id, model, status, level, since, evidence, last_reported_at, version, position, changed_at, verification)
                select distinct on (municipality, ozg_id, model) municipality, ozg_id, model, status, level, valid_on, evidence, recorded_at, 1, position, recorded_at, verification
                  from {StatusProjection.TransitionTable}
                 order by municipality, ozg_id, model, valid_on desc, position desc;
                update log.mt_event_progression set last_seq_id = {position} where name like 'ozgtracker:%';
                select setval('log.mt_events_sequence', {position});
                vacuum analyze
                """);
        }
    }

    static void Write(CopyRows rows, SyntheticStream stream, ref long position)
    {
        var state = Rollout.Initial;
        foreach (var happened in stream.Events)
        {
            var before = state;
            state = Rollout.Evolve(state, happened);
            position++;
            foreach (var transition in Transition.Between(before, state))
            {
                rows.StartRow();
                rows.Write(stream.Cell.Unit.Value);
                rows.Write(stream.Cell.Service.Value);
                rows.Write(transition.Model);
                rows.Write(transition.Step.ValidOn);
                rows.Write(position);
                rows.Write(FirstRecorded.AddMilliseconds(position));
                rows.Write((short)transition.Step.Status);
                rows.Write((short?)transition.Step.Level);
                rows.Write((short)transition.Step.Evidence);
                rows.Write((short)transition.Step.Verification);
            }
        }
    }

    static async Task Execute(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}

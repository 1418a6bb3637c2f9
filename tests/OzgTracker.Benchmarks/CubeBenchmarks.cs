using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Benchmarks;

/// <summary>A figure of the cube with all of Germany.</summary>
abstract class CubeBenchmark(string name, string what, string unit, double bar) : Benchmark(name, what, unit, bar)
{
    NpgsqlDataSource? source;

    protected NpgsqlDataSource Source => source!;

    protected MaturityCube Cube { get; private set; } = null!;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        source = NpgsqlDataSource.Create(await CubeDatabase.OfAsync(database));
        Cube = new MaturityCube(source, NullLogger<MaturityCube>.Instance);
    }

    public override async ValueTask DisposeAsync()
    {
        Cube?.Dispose();
        if (source is not null) await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected static CubeQuestion Germany(CubeSnapshot cube, DateOnly day) =>
        new(new UnitFilter(), new CubeServices(), cube.Dimensions.Models[cube.Dimensions.FindModel(MaturityModel.Default)], LeikaPolicy.Any, day);
}

/// <summary>From an empty cube to one that answers, against the bytes of the same rows read and thrown away.</summary>
sealed class CubeLoadBenchmark() : CubeBenchmark("cube-load", "all transitions into a new cube, against COPY of the same columns thrown away", "transitions/s", 0.5)
{
    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var cube = new MaturityCube(Source, NullLogger<MaturityCube>.Instance);
        var since = Stopwatch.GetTimestamp();
        await cube.LoadAsync(CancellationToken.None);
        return cube.Current.StepCount / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    public override async Task<double> Limit(BenchmarkDatabase database)
    {
        await using var connection = await Source.OpenConnectionAsync();
        var rows = await Count(connection);
        var since = Stopwatch.GetTimestamp();
        var buffer = new byte[1024 * 1024];
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy {StatusProjection.TransitionTable} ({MaturityCube.Columns}) to stdout (format binary)"))
            while (await copy.ReadAsync(buffer, CancellationToken.None) > 0)
            {
            }

        return rows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    long count;

    async Task<long> Count(NpgsqlConnection connection)
    {
        if (count > 0) return count;
        await using var command = new NpgsqlCommand($"select count(*) from {StatusProjection.TransitionTable}", connection) { CommandTimeout = 0 };
        return count = (long)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>All Germany by Land and topic area, against one pass over as many bytes as there are cells.</summary>
sealed class TallyBenchmark() : CubeBenchmark("tally", "all Germany, Land x topic area, against the sum of as many bytes as there are cells", "ms", 1.0 / 3)
{
    byte[] bytes = [];

    public override bool LessIsBetter => true;

    public override int Turns => 10;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        await Cube.LoadAsync(CancellationToken.None);
        bytes = new byte[Cube.Current.Dimensions.Units.Count * Cube.Current.Dimensions.Services.Count];
        Random.Shared.NextBytes(bytes);
    }

    public override Task<double> Ours(BenchmarkDatabase database)
    {
        var cube = Cube.Current;
        var since = Stopwatch.GetTimestamp();
        var groups = Tally.Of(cube, Germany(cube, SyntheticToday), [GroupBy.State, GroupBy.TopicArea]);
        var time = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        return groups.Count > 200 ? Task.FromResult(time) : throw new InvalidOperationException($"There are only {groups.Count} groups.");
    }

    public override Task<double> Limit(BenchmarkDatabase database)
    {
        var since = Stopwatch.GetTimestamp();
        var sum = 0L;
        foreach (var value in bytes) sum += value;
        var time = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        return sum > 0 ? Task.FromResult(time) : throw new InvalidOperationException("Nothing was added.");
    }

    internal static readonly DateOnly SyntheticToday = new(2026, 11, 21);
}

/// <summary>All Germany in groups of any kind as of any day; the bar is a time.</summary>
sealed class AsOfTallyBenchmark() : CubeBenchmark("as-of-tally", "all Germany, groups and day of chance", "ms", 1)
{
    readonly Random chance = new(1);

    public override bool LessIsBetter => true;

    public override int Turns => 10;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        await Cube.LoadAsync(CancellationToken.None);
    }

    public override Task<double> Limit(BenchmarkDatabase database) => Task.FromResult(150.0);

    public override Task<double> Ours(BenchmarkDatabase database)
    {
        var cube = Cube.Current;
        var groupings = Enum.GetValues<GroupBy>();
        chance.Shuffle(groupings);
        var day = new DateOnly(2019, 6, 1).AddDays(chance.Next(2_600));
        var since = Stopwatch.GetTimestamp();
        _ = Tally.Of(cube, Germany(cube, day), groupings[..(1 + chance.Next(2))]);
        return Task.FromResult(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }
}

using Npgsql;

namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>A home of its own for one test, removed with everything that was made for it.</summary>
sealed class TempHome : IDisposable
{
    // initdb is what takes the time; most tests are content with a copy of this cluster.
    static readonly Lazy<Task<TempHome>> Seed = new(MakeSeedAsync);

    readonly string root;

    public TempHome(string? below = null, string name = "home")
    {
        root = Directory.CreateDirectory(System.IO.Path.Combine(below ?? System.IO.Path.GetTempPath(), "ozg-" + Guid.CreateVersion7().ToString("N")[20..])).FullName;
        Path = System.IO.Path.Combine(root, name);
    }

    public string Path { get; }

    public string Place => File.Exists(Signpost) ? File.ReadAllLines(Signpost)[0] : System.IO.Path.Combine(Path, "postgres");

    public string Data => System.IO.Path.Combine(Place, "data");

    public string PostmasterFile => System.IO.Path.Combine(Data, "postmaster.pid");

    public string Signpost => System.IO.Path.Combine(Path, EmbeddedPostgres.Place.Signpost);

    public EmbeddedPostgresOptions Options => new() { Home = Path, Durable = false };

    public Task<EmbeddedPostgresServer> StartAsync() => EmbeddedPostgresServer.StartAsync(Options);

    public static async Task<TempHome> WithClusterAsync()
    {
        var (seed, home) = (await Seed.Value, new TempHome());
        var (exitCode, output) = await Command.RunAsync(["cp", "-a", seed.Path, home.Path], "/", input: null, CancellationToken.None);
        return exitCode == 0 ? home : throw new AssertionException(output);
    }

    public static void RemoveSeed()
    {
        if (Seed.IsValueCreated && Seed.Value.IsCompletedSuccessfully)
            Seed.Value.Result.Dispose();
    }

    public async Task CreateClusterAsync() => await (await StartAsync()).DisposeAsync();

    /// <summary>The refusal of a start, which must be one.</summary>
    public Task<EmbeddedPostgresException> RefusalAsync() => RefusalAsync(Options);

    public static async Task<EmbeddedPostgresException> RefusalAsync(EmbeddedPostgresOptions options)
    {
        try
        {
            await using var server = await EmbeddedPostgresServer.StartAsync(options);
        }
        catch (EmbeddedPostgresException refusal)
        {
            return refusal;
        }

        throw new AssertionException("The server started.");
    }

    public void Dispose()
    {
        var place = Place;
        Eventually.Holds(() => Processes.GuardianOf(place) is null, "the guardian has gone");
        Directory.Delete(root, recursive: true);
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
    }

    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    static async Task<TempHome> MakeSeedAsync()
    {
        var home = new TempHome();
        await home.CreateClusterAsync();
        return home;
    }
}

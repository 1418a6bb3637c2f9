using Npgsql;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>A membership in the private server of a home: the first member starts it, the last one to leave stops it.</summary>
/// <remarks>
/// A member that is killed has left. Each instance is a member of its own, also within one process. See README.md for how this is kept true.
/// </remarks>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    // Longer than a fast shutdown may take; after that the guardian goes on alone.
    static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(90);

    readonly Place place;
    readonly ServerBinaries binaries;
    readonly ServerAddress address;
    readonly FileStream member;
    int left;

    EmbeddedPostgresServer(Place place, ServerBinaries binaries, Postmaster postmaster, FileStream member, string database, bool joined)
    {
        (this.place, this.binaries, this.member, address) = (place, binaries, member, postmaster.Address);
        ConnectionString = address.ConnectionStringTo(database);
        ProcessId = postmaster.ProcessId;
        Joined = joined;
    }

    /// <summary>Npgsql connection string of the superuser to <see cref="EmbeddedPostgresOptions.Database"/>, which exists.</summary>
    public string ConnectionString { get; }

    /// <summary>Major version of the cluster and so of the server.</summary>
    public int MajorVersion => binaries.Major;

    /// <summary>Directory of the cluster; not always below the home, see <see cref="EmbeddedPostgresOptions.Home"/>.</summary>
    public string DataDirectory => place.Data;

    /// <summary>Directory of server programs of the cluster's major version, also of <c>pg_dump</c>.</summary>
    public string BinDirectory => binaries.Directory;

    /// <summary>Whether the server was already running, with the settings of whoever started it.</summary>
    public bool Joined { get; }

    /// <summary>The server's main process at the time of the start.</summary>
    public int ProcessId { get; }

    /// <summary>The same connection as <see cref="ConnectionString"/>, to another database.</summary>
    public string ConnectionStringTo(string database) => address.ConnectionStringTo(database);

    /// <summary>Joins the server of the home, or makes the cluster and starts the server, whatever is needed.</summary>
    /// <exception cref="EmbeddedPostgresException">The server cannot be used; nothing is left running, and no data was deleted.</exception>
    /// <remarks>The first start of a home takes some seconds (<c>initdb</c>), every other one less than a second.</remarks>
    public static async Task<EmbeddedPostgresServer> StartAsync(EmbeddedPostgresOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ServerSettings.Check(options.Settings);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(options.StartTimeout);
        try
        {
            var place = await Place.OfAsync(options.Home, patience.Token);
            return await StartAsync(place, options, patience.Token);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                "start-timeout",
                $"The server of {options.Home} was not ready after {options.StartTimeout.TotalSeconds:0.#} s. It may be recovering, or another process is just "
                + "starting or stopping it: try again, or raise EmbeddedPostgresOptions.StartTimeout.",
                error);
        }
    }

    /// <summary>Leaves; the last member stops the server and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref left, 1) == 1)
            return;

        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await member.DisposeAsync();

        using var patience = new CancellationTokenSource(LeaveTimeout);
        try
        {
            var membership = new Membership(place);
            await using var gate = await membership.EnterGateAsync(patience.Token);
            await StopIfAloneAsync(membership, new ServerProcess(place), binaries, patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody is starting for a long time, or the home is gone; what is left to do is the guardian's.
        }
    }

    static async Task<EmbeddedPostgresServer> StartAsync(Place place, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var (membership, cluster, server) = (new Membership(place), new Cluster(place), new ServerProcess(place));
        await using var gate = await membership.EnterGateAsync(ct);
        var member = await membership.JoinAsync(ct);
        ServerBinaries? binaries = null;
        try
        {
            var major = cluster.Major();
            binaries = BinaryFinder.Choose(await BinaryFinder.FromEnvironment().FindAsync(ct), major, place.Data);
            var running = major is null ? null : await server.FindAsync(ct);

            await Guardian.WatchAsync(place, binaries, ct);   // before the server: it must not outlive us if we are killed in between
            if (major is null)
                await cluster.CreateAsync(binaries, options.Durable, ct);
            var postmaster = running ?? await server.StartAsync(binaries, options, ct);
            await CreateDatabaseAsync(postmaster.Address, options.Database, ct);
            return new EmbeddedPostgresServer(place, binaries, postmaster, member, options.Database, joined: running is not null);
        }
        catch
        {
            await member.DisposeAsync();
            if (binaries is not null)
                await StopIfAloneAsync(membership, server, binaries, CancellationToken.None);
            throw;
        }
    }

    static async Task StopIfAloneAsync(Membership membership, ServerProcess server, ServerBinaries binaries, CancellationToken ct)
    {
        if (!await membership.AnybodyAsync(ct))
            await server.StopAsync(binaries, ct);
    }

    static async Task CreateDatabaseAsync(ServerAddress address, string database, CancellationToken ct)
    {
        await using var connection = await address.ConnectAsync(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct) is not null)
            return;

        using var quoting = new NpgsqlCommandBuilder();
        await using var create = new NpgsqlCommand($"create database {quoting.QuoteIdentifier(database)}", connection);
        await create.ExecuteNonQueryAsync(ct);
    }
}

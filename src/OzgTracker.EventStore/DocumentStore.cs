using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.EventStore.Appending;
using OzgTracker.EventStore.Audit;
using OzgTracker.EventStore.Daemon;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore;

/// <inheritdoc cref="IDocumentStore"/>
public sealed class DocumentStore : IDocumentStore
{
    readonly StoreOptions options;
    readonly Wakeups wakeups;
    readonly DaemonMetrics metrics = new();
    readonly SaveGate gate;
    readonly NpgsqlDataSource projector;

    DocumentStore(StoreOptions options)
    {
        this.options = options;
        DataSource = CreateDataSource(options, options.ConnectionString);
        projector = options.ProjectorConnectionString is { } keeper ? CreateDataSource(options, keeper) : DataSource;
        gate = new SaveGate(options);
        wakeups = new Wakeups(DataSource, SessionConnectionString(options, "listener"), options.Logging.CreateLogger("OzgTracker.EventStore.Wakeups"));
        Feed = new EventFeed(DataSource, options.Types, wakeups, options);
        Projections = new ProjectionCoordinator(this, options);
        Audit = new AuditChain(DataSource, options);
    }

    /// <inheritdoc/>
    public NpgsqlDataSource DataSource { get; }

    /// <inheritdoc/>
    public EventFeed Feed { get; }

    /// <summary>The read models: their tables, progress and rebuilds.</summary>
    public ProjectionCoordinator Projections { get; }

    /// <summary>Seals the log and verifies it.</summary>
    public AuditChain Audit { get; }

    /// <summary>Opens a store; connects only when something is asked of it.</summary>
    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new DocumentStore(options);
    }

    /// <inheritdoc/>
    public IDocumentSession LightweightSession() => new DocumentSession(new Appender(DataSource, options.Types, gate), DataSource, options, wakeups.Appended);

    /// <inheritdoc/>
    public IBulkAppend BulkAppend() => new BulkAppend(DataSource, options.Types, gate, wakeups.Appended);

    /// <summary>A daemon that keeps the read models while it leads; run it on every node.</summary>
    public ProjectionDaemon BuildProjectionDaemon() =>
        new(Projections, Feed, wakeups, metrics, projector, options, DaemonConnectionString());

    /// <summary>Waits until this process is the one that does something for the whole database, besides keeping the read models.</summary>
    /// <param name="lockNumber">Of the advisory lock, above 3.</param>
    /// <param name="purpose">Part of the name of its session.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Lead> LeadAsync(int lockNumber, string purpose, CancellationToken ct)
    {
        var logger = options.Logging.CreateLogger<Lead>();
        var leadership = await Leadership.TakeAsync(
            SessionConnectionString(options, purpose), lockNumber, options,
            ended => logger.LogWarning("The process that led {Purpose} (backend {Backend}) had gone quiet; its session was ended and this one takes over.", purpose, ended), ct);
        return new Lead(leadership, options.LeaderSilence);
    }

    /// <summary>Tells all readers, also those of other processes, to look at once.</summary>
    internal Task WakeAsync(CancellationToken ct) => wakeups.WakeAllAsync(ct);

    internal Wakeups.Wakeup Listen() => wakeups.Register();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await wakeups.DisposeAsync();
        Projections.Dispose();
        metrics.Dispose();
        gate.Dispose();
        await projector.DisposeAsync();
        await DataSource.DisposeAsync();
    }

    static NpgsqlDataSource CreateDataSource(StoreOptions options, string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.MaxAutoPrepare = 128;
        settings.AutoPrepareMinUsages = 2;
        settings.Timezone = "UTC";
        settings.IncludeErrorDetail = true;   // names the stream in a conflict; stream keys are public
        settings.NoResetOnClose = true;       // nothing here leaves state in a session
        settings.Enlist = false;
        settings.ApplicationName ??= "ozgtracker";
        builder.UseLoggerFactory(options.Logging);
        return builder.Build();
    }

    /// <summary>For what needs a session of its own for long, outside the pool: listening, rebuilding, reading the whole log.</summary>
    internal static string SessionConnectionString(StoreOptions options, string purpose) => Session(options.ConnectionString, purpose).ConnectionString;

    /// <summary>
    /// The daemon's pages need not wait for the disk: rows and progress are lost together or not at all, and the log that they come from is on disk.
    /// </summary>
    string DaemonConnectionString()
    {
        var settings = Session(options.ProjectorConnectionString ?? options.ConnectionString, "daemon");
        settings.SearchPath = Projection.InService;
        settings.Options = "-c synchronous_commit=off";
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        return settings.ConnectionString;
    }

    static NpgsqlConnectionStringBuilder Session(string connectionString, string purpose) => new(connectionString)
    {
        Pooling = false,
        Enlist = false,
        KeepAlive = 10,
        Timezone = "UTC",
        ApplicationName = $"ozgtracker {purpose}",
    };
}

using Microsoft.Extensions.Logging;
using OzgTracker.EmbeddedPostgres;
using OzgTracker.EventStore;

namespace OzgTracker.Operations;

/// <summary>The database of one process: given by a connection string, or the embedded server that this process starts or joins.</summary>
public sealed class OzgDatabase : IAsyncDisposable
{
    readonly EmbeddedPostgresServer? server;

    OzgDatabase(DocumentStore store, EmbeddedPostgresServer? server) => (Store, this.server) = (store, server);

    /// <summary>The log.</summary>
    public DocumentStore Store { get; }

    /// <summary>Whether the embedded server is behind it; development tokens are accepted without further ado only then.</summary>
    public bool IsEmbedded => server is not null;

    /// <summary>Opens the database; its schema may still be missing, see <see cref="DatabaseSetup"/>.</summary>
    /// <exception cref="UnsafeSettingException">A connection string says something that is not safe; the message says what to do.</exception>
    /// <exception cref="EmbeddedPostgresException">The embedded server cannot be started; the message says what to do.</exception>
    public static async Task<OzgDatabase> OpenAsync(OzgSettings settings, ILoggerFactory logging, CancellationToken ct)
    {
        ConnectionSafety.Check(settings);
        var server = settings.IsEmbedded
            ? await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { Home = settings.Home }, ct)
            : null;
        return new OzgDatabase(OzgStore.Open(server?.ConnectionString ?? settings.ConnectionString!, options =>
        {
            options.Logging = logging;
            if (server is null && !string.IsNullOrWhiteSpace(settings.ProjectorConnectionString)) options.ProjectorConnectionString = settings.ProjectorConnectionString;
        }), server);
    }

    /// <summary>Leaves the embedded server; the last process that leaves stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }
}

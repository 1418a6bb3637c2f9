using System.Globalization;
using Npgsql;
using OzgTracker.EmbeddedPostgres;

namespace OzgTracker.Testing;

/// <summary>A durable server of its own whose commits wait for a standby that never comes, from the moment that a test says so.</summary>
public sealed class LonelyPrimary : IAsyncDisposable
{
    readonly EmbeddedPostgresServer server;
    readonly string home;

    LonelyPrimary(EmbeddedPostgresServer server, string home) => (this.server, this.home) = (server, home);

    public string ConnectionString => server.ConnectionString;

    public static async Task<LonelyPrimary> StartAsync()
    {
        var home = Directory.CreateTempSubdirectory("ozgtracker-lonely-").FullName;
        return new LonelyPrimary(await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { Home = home, Durable = true }), home);
    }

    /// <summary>From now on every commit waits, in all sessions, also in those that are open.</summary>
    public Task WaitForNobody() => Reconfigure("nobody");

    /// <summary>Commits wait no longer, not even those that do already.</summary>
    public Task WaitNoMore() => Reconfigure("");

    /// <summary>Waits until this many commits stand before the standby.</summary>
    public async Task UntilWaiting(int commits = 1)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await source.Until($"select count(*) >= {commits.ToString(CultureInfo.InvariantCulture)} from pg_stat_activity where wait_event = 'SyncRep'");
    }

    /// <summary>An administrator's <c>pg_cancel_backend</c> or <c>pg_terminate_backend</c> at all waiting commits.</summary>
    public Task End(string function) => Execute($"select {function}(pid) from pg_stat_activity where wait_event = 'SyncRep'");

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        try
        {
            Directory.Delete(home, recursive: true);
        }
        catch (IOException)
        {
            // The last word of the server's log may still be on its way.
        }
    }

    async Task Reconfigure(string standbys)
    {
        await Execute($"alter system set synchronous_standby_names = '{standbys}'");
        await Execute("select pg_reload_conf()");
        // Sessions take it in when they run their next statement; new ones see it once the postmaster has.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await source.Until($"select current_setting('synchronous_standby_names') = '{standbys}'");
    }

    async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

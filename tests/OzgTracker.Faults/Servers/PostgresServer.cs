using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OzgTracker.EmbeddedPostgres;

namespace OzgTracker.Faults.Servers;

/// <summary>A PostgreSQL server of one test: durable, alone in its directory, made to be broken.</summary>
/// <remarks>
/// Unlike the embedded server it may lose its processes, start with a preloaded library and lie on any file system. It listens on a Unix socket only.
/// A small process stops it when the test host dies.
/// </remarks>
sealed class PostgresServer : IAsyncDisposable
{
    const string Superuser = "ozg";

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly string root;
    readonly ServerAccount account;
    readonly string? preload;
    readonly Process watchdog;
    readonly List<string> mounts = [];

    PostgresServer(string root, ServerAccount account, ServerBinaries binaries, string? preload)
    {
        (this.root, this.account, this.preload, Binaries) = (root, account, preload, binaries);
        watchdog = Watch();
    }

    public ServerBinaries Binaries { get; }

    public string Root => root;

    public string DataDirectory => Path.Combine(root, "data");

    string SocketPath => Path.Combine(root, ".s.PGSQL.5432");

    public int ProcessId => int.Parse(File.ReadLines(PostmasterFile).First(), CultureInfo.InvariantCulture);

    string PostmasterFile => Path.Combine(DataDirectory, "postmaster.pid");

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = root,
        Username = Superuser,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>A new cluster; with <paramref name="template"/> a copy of a stopped server's one.</summary>
    /// <param name="settings">Lines of <c>postgresql.conf</c>.</param>
    /// <param name="preload">A library that is loaded into the server before all others.</param>
    public static async Task<PostgresServer> CreateAsync(
        IReadOnlyDictionary<string, string>? settings = null, string? template = null, string? preload = null, ServerBinaries? binaries = null)
    {
        var root = Directory.CreateTempSubdirectory("ozgtracker-fault-").FullName;
        binaries ??= BinaryFinder.Choose(await BinaryFinder.FromEnvironment().FindAsync(CancellationToken.None), null, root);
        var account = await ServerAccount.ForAsync(root, CancellationToken.None);
        if (account.Owner is not null) Shell.Run("chown", account.Owner, root);
        var server = new PostgresServer(root, account, binaries, preload);
        try
        {
            await server.Must(template is null
                ? [binaries.Initdb, "-D", server.DataDirectory, "--locale=C", "--encoding=UTF8", "--data-checksums", $"--username={Superuser}", "--auth=trust", "--wal-segsize=1",
                    "--no-sync", "--no-instructions"]
                : ["cp", "-a", template, server.DataDirectory]);
            await server.Configure(settings ?? new Dictionary<string, string>());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, also after a crash, and waits until it answers.</summary>
    public Task Start()
    {
        // A killed process that nobody has reaped yet, as in a container without init, still counts as running for PostgreSQL.
        if (File.Exists(PostmasterFile) && !Shell.Lives(ProcessId))
        {
            File.Delete(PostmasterFile);
            File.Delete(SocketPath + ".lock");
        }

        var pgCtl = Path.Combine(Binaries.Directory, ServerBinaries.FileName("pg_ctl"));
        string[] start = [pgCtl, "start", "-s", "-w", "-t", "60", "-D", DataDirectory, "-l", Path.Combine(root, "server.log")];
        return Must(preload is null ? start : ["env", $"LD_PRELOAD={preload}", .. start]);
    }

    /// <summary>No shutdown at all: every process of the server ends at once, the next start recovers.</summary>
    public Task StopImmediate() => End("QUIT", [ProcessId]);

    public Task StopFast() => End("INT", [ProcessId]);

    /// <summary>SIGKILL to the postmaster and everything it started, also what it was just starting.</summary>
    public async Task KillAll()
    {
        await End("KILL", [ProcessId]);
        await FaultRun.Until(
            () =>
            {
                var left = Shell.WorkingIn(DataDirectory);
                Shell.Signal("KILL", left);
                return left.Length == 0;
            },
            "every process of the server is gone");
    }

    public bool IsRunning => File.Exists(PostmasterFile) && Shell.Lives(ProcessId);

    /// <summary>Waits until it answers again; where it went down instead of recovering, it is started.</summary>
    public Task Revive() => FaultRun.Until(
        async () =>
        {
            try
            {
                if (!IsRunning) await Start();
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionStringTo("postgres")) { Pooling = false }.ConnectionString);
                await connection.OpenAsync();
                return true;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
            {
                return false;
            }
        },
        "the server answers again");

    async Task Ended(int processId)
    {
        using var patience = new CancellationTokenSource(FaultRun.Patience);
        while (Shell.Lives(processId)) await Task.Delay(Pause, patience.Token);
    }

    /// <summary>Mounts a small file system in memory below the server's directory; null where this may not be done.</summary>
    public async Task<string?> Mount(string name, int megabytes)
    {
        var folder = Path.Combine(root, name);
        await Must(["mkdir", "-m", "700", folder]);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=700");
        if (Shell.Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder).ExitCode != 0) return null;
        mounts.Add(folder);
        if (account.Owner is not null) Shell.Run("chown", account.Owner, folder);
        return folder;
    }

    /// <summary>Runs a program of the server's package or of the system as the server's account.</summary>
    public async Task<string> Must(IReadOnlyList<string> words)
    {
        var (exitCode, output) = await account.RunAsync(root, words, CancellationToken.None);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {exitCode}: {output}\n{Log()}");
    }

    public string Program(string name) => Path.Combine(Binaries.Directory, ServerBinaries.FileName(name));

    /// <summary>The last that the server said of a kind.</summary>
    public string Log(string with = "")
    {
        var log = Path.Combine(root, "server.log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).Where(line => line.Contains(with, StringComparison.Ordinal)).TakeLast(40)) : "";
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(root)) return;   // a database on it may have disposed it already
        if (IsRunning) await End("QUIT", [ProcessId]);
        foreach (var mount in mounts) Shell.Run("umount", "-l", mount);
        watchdog.Kill();
        watchdog.Dispose();
        Directory.Delete(root, recursive: true);
    }

    async Task End(string signal, int[] processes)
    {
        Shell.Signal(signal, processes);
        foreach (var process in processes) await Ended(process);
    }

    async Task Configure(IReadOnlyDictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>
        {
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = root,
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",
            ["shared_buffers"] = "32MB",
            ["max_connections"] = "100",
            ["timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["max_wal_size"] = "1GB",
            ["log_line_prefix"] = "%m [%p] %a ",
            ["log_min_error_statement"] = "fatal",
        };
        foreach (var (name, value) in settings) all[name] = value;
        await account.WriteAsync(Path.Combine(DataDirectory, "postgresql.conf"), string.Concat(all.Select(one => $"{one.Key} = '{one.Value}'\n")), CancellationToken.None);
    }

    /// <summary>Its standard input ends with this process, however that ends.</summary>
    Process Watch() => Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", "cat >/dev/null; kill -QUIT $(head -n 1 \"$1/data/postmaster.pid\"); sleep 1; umount -l \"$1\"/*; rm -rf \"$1\"", "ozgtracker-fault-watchdog", root])
    {
        RedirectStandardInput = true,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>Finds, starts and stops the server of a place.</summary>
/// <remarks>Only for whoever stands in the gate.</remarks>
sealed class ServerProcess(Place place)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>The server that runs and answers; null when there is none. Waits for one that is just starting, recovering or stopping.</summary>
    public async Task<Postmaster?> FindAsync(CancellationToken ct)
    {
        while (Postmaster.Read(place) is { } postmaster)
        {
            // Asked first: in another container's process namespace a living server has no process that we could see.
            if (await AnswersAsync(postmaster.Address, ct))
                return postmaster;
            if (!await postmaster.IsOursAsync(place, ct))
            {
                ForgetForeign(postmaster);
                return null;
            }

            await Task.Delay(Pause, ct);
        }

        return null;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">It did not start; the message holds what it said.</exception>
    public async Task<Postmaster> StartAsync(ServerBinaries binaries, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        while (true)
        {
            var address = await ChooseAddressAsync(ct);
            await place.Account.WriteAsync(Path.Combine(place.Data, "postgresql.conf"), ServerSettings.Write(options, address), ct);
            var log = ServerLog.Open(place);
            var (exitCode, output) = await LaunchAsync(binaries, options.StartTimeout, ct);
            if (exitCode == 0 && await FindAsync(ct) is { } postmaster)
                return postmaster;

            var words = log.Tail();
            if (!StartFailure.IsLeftover(words) && !(address.Password is not null && StartFailure.IsPortTaken(words)))
                throw StartFailure.OfStart(place, words.Length > 0 ? words : output);
            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>Stops the server if it runs; sessions that are still open are ended.</summary>
    public async Task StopAsync(ServerBinaries binaries, CancellationToken ct)
    {
        if (Postmaster.Read(place) is not { } postmaster || !await postmaster.IsOursAsync(place, ct))
            return;

        if (await StopAsync("fast", "60") != 0)
            await StopAsync("immediate", "10");
        if (postmaster.Address.Host == SocketDirectory.Fallback(place))
            await place.Account.RunAsync("/", ["rmdir", postmaster.Address.Host], ct);

        async Task<int> StopAsync(string mode, string seconds) => (await place.Account.RunAsync(
            place.Root, [binaries.PgCtl, "stop", "-s", "-D", "data", "-m", mode, "-w", "-t", seconds], ct)).ExitCode;
    }

    async Task<(int ExitCode, string Output)> LaunchAsync(ServerBinaries binaries, TimeSpan timeout, CancellationToken ct)
    {
        var launching = RunPgCtlAsync(binaries, timeout);
        try
        {
            return await launching.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Killing pg_ctl would leave its server behind; stopping the server ends both.
            while (!launching.IsCompleted)
            {
                await StopAsync(binaries, CancellationToken.None);
                await Task.WhenAny(launching, Task.Delay(Pause, CancellationToken.None));
            }

            throw;
        }
    }

    // pg_ctl gives the server a session of its own. Relative names spare quoting: pg_ctl passes them through a shell.
    // start.lock stays locked until pg_ctl knows the outcome, even if we are killed meanwhile: the guardian waits for it before it looks for a server.
    async Task<(int ExitCode, string Output)> RunPgCtlAsync(ServerBinaries binaries, TimeSpan timeout)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        string[] start = [binaries.PgCtl, "start", "-s", "-D", "data", "-l", Path.GetFileName(place.StartLog), "-w", "-t", seconds];
        return OperatingSystem.IsWindows()
            ? await place.Account.RunAsync(place.Root, start, CancellationToken.None)
            : await place.Account.ShellAsync(
                place.Root, "umask 077; exec 8<start.lock; command -v flock >/dev/null && flock -x 8; \"$@\" 8<&-", start, CancellationToken.None);
    }

    async Task<ServerAddress> ChooseAddressAsync(CancellationToken ct)
    {
        if (await SocketDirectory.MakeAsync(place, ct) is { } directory)
            return new ServerAddress(directory, SocketDirectory.Port, Password: null);

        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return new ServerAddress("127.0.0.1", ((IPEndPoint)free.LocalEndpoint).Port, await File.ReadAllTextAsync(place.PasswordFile, ct));
    }

    // A dead process is PostgreSQL's own business: it also looks whether children of the dead one are left. But it takes any living
    // process of its user for a server.
    void ForgetForeign(Postmaster postmaster)
    {
        if (!postmaster.IsTaken())
            return;

        File.Delete(place.PostmasterFile);
        File.Delete(Path.Combine(postmaster.Address.Host, $".s.PGSQL.{postmaster.Address.Port}.lock"));
    }

    static async Task<bool> AnswersAsync(ServerAddress address, CancellationToken ct)
    {
        if (address.Port == 0)
            return false;

        try
        {
            await using var connection = await address.ConnectAsync(ct);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            return false;
        }
    }
}

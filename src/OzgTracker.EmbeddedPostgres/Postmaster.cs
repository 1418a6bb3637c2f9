using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>What <c>postmaster.pid</c> says about a server.</summary>
sealed record Postmaster(int ProcessId, ServerAddress Address)
{
    /// <summary>The file's content, or null when it is missing or not complete yet.</summary>
    public static Postmaster? Read(Place place)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(place.PostmasterFile);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        // Lines: pid, data directory, start time, port, socket directory, first listen address, shared memory key, status.
        if (lines.Length == 0 || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return null;
        var port = lines.Length > 3 && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var socket = lines.Length > 4 ? lines[4] : "";
        return new Postmaster(pid, socket.Length > 0
            ? new ServerAddress(socket, port, Password: null)
            : new ServerAddress("127.0.0.1", port, File.Exists(place.PasswordFile) ? File.ReadAllText(place.PasswordFile) : ""));
    }

    /// <summary>Whether a process with this id exists, whatever it is.</summary>
    public bool IsTaken()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Whether the process is the server of this place and not one that got its id later.</summary>
    /// <remarks>Linux tells by the working directory, which a server never leaves; elsewhere the name has to do.</remarks>
    public async Task<bool> IsOursAsync(Place place, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux())
        {
            return (await place.Account.ShellAsync(
                "/", "[ \"/proc/$1/cwd\" -ef \"$2\" ]", [ProcessId.ToString(CultureInfo.InvariantCulture), place.Data], ct)).ExitCode == 0;
        }

        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}

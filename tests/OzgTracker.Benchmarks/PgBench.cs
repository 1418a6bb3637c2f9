using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace OzgTracker.Benchmarks;

/// <summary>PostgreSQL's own load generator, which costs next to nothing beside the statement that it sends.</summary>
static partial class PgBench
{
    const int Seconds = 2;

    /// <summary>Transactions per second of one prepared script.</summary>
    /// <param name="connectionString">A server without a password, or one that <c>PGPASSWORD</c> or the driver's string gives.</param>
    /// <exception cref="InvalidOperationException">pgbench is not there, or it failed; the message says what to install.</exception>
    public static async Task<double> Rate(string connectionString, string script, int connections)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script);
            var start = new ProcessStartInfo(Program(), ["-n", "-M", "prepared", "-T", $"{Seconds}", "-c", $"{connections}", "-j", "2", "-f", file, server.Database!])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"]) = (server.Host, server.Port.ToString(CultureInfo.InvariantCulture), server.Username);
            if (server.Password is not null) start.Environment["PGPASSWORD"] = server.Password;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return Tps().Match(output) is { Success: true } found
                ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"pgbench failed: {await errors}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    static string Program()
    {
        IEnumerable<string> folders = [.. (Environment.GetEnvironmentVariable("OZG_PG_BIN") is { Length: > 0 } given ? (string[])[given] : []), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')];
        if (Directory.Exists("/usr/lib/postgresql")) folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")));
        return folders.Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pgbench is missing. Debian and Ubuntu have it in postgresql-contrib (postgresql from version 10 on); or name its folder by OZG_PG_BIN.");
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}

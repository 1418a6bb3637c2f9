using Microsoft.Extensions.Logging;
using Npgsql;

namespace OzgTracker.Operations;

/// <summary>Which servers a process writes to: those that keep what they have confirmed, and where it is no superuser.</summary>
public static class ServerSafety
{
    /// <summary>Environment variable with which tests use a server that loses data when it crashes.</summary>
    public const string PermissionVariable = "OZG_UNSAFE_DATABASE_ALLOWED";

    static readonly (string Setting, string Loses)[] Care =
    [
        ("fsync", "a crash of the machine may destroy the whole database"),
        ("full_page_writes", "a crash in the middle of a write may destroy pages of the log"),
        ("synchronous_commit", "a crash loses reports that were answered as recorded"),
    ];

    /// <summary>What is wrong with a server, by the values of its settings; null for nothing.</summary>
    public static string? Refusal(Func<string, string> settings)
    {
        foreach (var (setting, loses) in Care)
        {
            if (settings(setting) != "off") continue;
            var mend = setting == "synchronous_commit"
                ? "Set it to on in postgresql.conf, and look at `alter role … set`, `alter database … set` and `Options` of the connection string"
                : "Set it to on in postgresql.conf and reload the server";
            return $"PostgreSQL runs with {setting} = off: {loses}. {mend}. (Tests may use such a server with {PermissionVariable}=1.)";
        }

        return null;
    }

    /// <exception cref="UnsafeSettingException">The server, the database, the role or the connection string has turned off what makes a commit durable.</exception>
    public static async Task CheckDurability(NpgsqlDataSource source, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(PermissionVariable) == "1") return;
        await using var command = source.CreateCommand("select current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        string Value(string setting) => reader.GetString(Array.FindIndex(Care, care => care.Setting == setting));
        if (Refusal(Value) is { } refusal) throw new UnsafeSettingException(refusal);
    }

    /// <summary>A program that serves strangers is no superuser: on this machine that is said, over a network it is refused.</summary>
    /// <exception cref="UnsafeSettingException">It is one, on a server that is not this machine's.</exception>
    public static async Task CheckRole(NpgsqlDataSource source, OzgSettings settings, ILogger logger, CancellationToken ct)
    {
        if (settings.IsEmbedded) return;
        await using var command = source.CreateCommand("select rolname::text from pg_roles where rolname = current_user and rolsuper");
        if (await command.ExecuteScalarAsync(ct) is not string superuser) return;

        var message = $"The role {superuser} of ConnectionStrings:{OzgSettings.ConnectionStringName} is a superuser, so nothing in the database protects the log from this process. "
            + "Use a login of ozg_app, see deploy/postgres/roles.sql.";
        if (!ConnectionSafety.IsLocal(settings.ConnectionString!)) throw new UnsafeSettingException(message);
        logger.LogWarning("{Warning}", message);
    }
}

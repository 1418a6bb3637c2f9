using System.Net;
using Npgsql;

namespace OzgTracker.Operations;

/// <summary>Which connection strings a process may have. Looked at before anything is connected to.</summary>
public static class ConnectionSafety
{
    /// <summary>What manuals, images and examples give.</summary>
    static readonly HashSet<string> DefaultPasswords = new(StringComparer.OrdinalIgnoreCase)
    {
        "postgres", "postgresql", "password", "passwort", "passw0rd", "changeme", "change-me", "change_me", "ozg", "ozgtracker", "ozg_app", "admin", "root",
        "secret", "geheim", "test", "demo", "default", "example", "1234", "12345", "123456", "12345678",
    };

    /// <exception cref="UnsafeSettingException">One of the connection strings is none, goes over a network without a verified certificate, or has a password that everyone knows.</exception>
    public static void Check(OzgSettings settings)
    {
        if (settings.IsEmbedded) return;
        Check(OzgSettings.ConnectionStringName, settings.ConnectionString, settings.Tls);
        Check(OzgSettings.ProjectorConnectionStringName, settings.ProjectorConnectionString, settings.Tls);
        Check(OzgSettings.OwnerConnectionStringName, settings.OwnerConnectionString, settings.Tls);
    }

    /// <summary>Whether all hosts of a connection string are this machine: a socket, or a loopback address.</summary>
    public static bool IsLocal(string connectionString) => HostsOf(Parse(connectionString, OzgSettings.ConnectionStringName)).All(IsLocalHost);

    static void Check(string name, string? connectionString, DatabaseTls tls)
    {
        if (string.IsNullOrWhiteSpace(connectionString)) return;
        var parts = Parse(connectionString, name);
        if (HostsOf(parts).FirstOrDefault(host => !IsLocalHost(host)) is not { } remote) return;

        if (parts.SslMode < (tls == DatabaseTls.VerifyCA ? SslMode.VerifyCA : SslMode.VerifyFull))
        {
            throw new UnsafeSettingException(
                $"ConnectionStrings:{name} connects to {remote} with 'SSL Mode={parts.SslMode}', which does not prove who answers there. Write "
                + "'SSL Mode=VerifyFull' and, for a certificate of your own authority, 'Root Certificate=/path/to/ca.pem'. "
                + "Where the certificate cannot name the host: 'SSL Mode=VerifyCA' and Database:Tls=VerifyCA.");
        }

        var password = parts.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD");
        if (!string.IsNullOrEmpty(password) && (DefaultPasswords.Contains(password) || string.Equals(password, parts.Username, StringComparison.OrdinalIgnoreCase)))
        {
            throw new UnsafeSettingException(
                $"ConnectionStrings:{name} has a password for {remote} that everyone tries first (a default, or the name of the user). Give the role another one: "
                + "psql's \\password does it without leaving it in a log.");
        }
    }

    static NpgsqlConnectionStringBuilder Parse(string connectionString, string name)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // Its own message may repeat a value.
            throw new UnsafeSettingException(
                $"ConnectionStrings:{name} is not a connection string of Npgsql, e. g. Host=db;Database=ozgtracker;Username=ozg_api;SSL Mode=VerifyFull. "
                + $"As an environment variable it is ConnectionStrings__{name}.");
        }
    }

    static string[] HostsOf(NpgsqlConnectionStringBuilder parts)
    {
        var hosts = string.IsNullOrWhiteSpace(parts.Host) ? Environment.GetEnvironmentVariable("PGHOST") ?? "localhost" : parts.Host;
        return hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    static bool IsLocalHost(string host)
    {
        if (host[0] is '/' or '@') return true;   // a socket in a directory, or an abstract one
        var name = WithoutPort(host);
        return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary><c>host</c>, <c>host:5433</c>, <c>::1</c>, <c>[::1]:5433</c>.</summary>
    static string WithoutPort(string host)
    {
        if (host.StartsWith('[')) return host[1..Math.Max(1, host.IndexOf(']', StringComparison.Ordinal))];
        return host.Count(':'.Equals) == 1 ? host[..host.IndexOf(':', StringComparison.Ordinal)] : host;
    }
}

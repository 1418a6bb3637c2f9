using Npgsql;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>Where a server listens: the directory of its socket, or a loopback address with a password.</summary>
sealed record ServerAddress(string Host, int Port, string? Password)
{
    public const string Superuser = "ozg";

    public string ConnectionStringTo(string database) => Builder(database).ConnectionString;

    /// <summary>A connection that leaves nothing behind in a pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var builder = Builder("postgres");
        (builder.Pooling, builder.Timeout) = (false, 5);
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    NpgsqlConnectionStringBuilder Builder(string database) => new()
    {
        Host = Host,
        Port = Port,
        Username = Superuser,
        Password = Password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };
}

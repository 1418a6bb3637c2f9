using System.Data;
using Npgsql;

namespace OzgTracker.EventStore.Schema;

/// <summary>Brings a database to the schema of this program.</summary>
/// <remarks>
/// Each file runs in a transaction of its own together with its row in <c>ozg.migration</c>, so a migration killed half-way leaves nothing and the
/// next run goes on. Runs of several processes queue at an advisory lock.
/// </remarks>
public sealed class SchemaMigrator(NpgsqlDataSource owner, IReadOnlyList<Migration> migrations)
{
    const long LockKey = 0x6F7A67_0001;

    const string Ledger = """
        create schema if not exists ozg;
        create table if not exists ozg.migration (
            name       varchar     not null primary key,
            checksum   char(64)    not null,
            applied_at timestamptz not null default now()
        )
        """;

    /// <summary>Applies what is missing and returns the names of the files applied; none when the schema is current.</summary>
    /// <exception cref="SchemaException">A file was changed after it was applied, or the database is of a newer program.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await Execute(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            await Execute(connection, Ledger, ct);
            var applied = await Applied(connection, ct);
            Check(applied);

            var missing = migrations.Where(migration => !applied.ContainsKey(migration.Name)).ToArray();
            foreach (var migration in missing) await Apply(connection, migration, ct);
            return [.. missing.Select(migration => migration.Name)];
        }
        finally
        {
            // A session that was cut off has lost the lock with its life; what cut it off is the error to see.
            if (connection.State == ConnectionState.Open) await Execute(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>Files that <see cref="MigrateAsync"/> would apply; all of them on an empty database.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var exists = new NpgsqlCommand("select to_regclass('ozg.migration') is not null", connection);
        var applied = (bool)(await exists.ExecuteScalarAsync(ct))! ? await Applied(connection, ct) : [];
        Check(applied);
        return [.. migrations.Select(migration => migration.Name).Where(name => !applied.ContainsKey(name))];
    }

    void Check(Dictionary<string, string> applied)
    {
        foreach (var (name, checksum) in applied)
        {
            var known = migrations.FirstOrDefault(migration => migration.Name == name)
                ?? throw new SchemaException($"The database has the migration {name} of a newer program; start that one.");
            if (known.Checksum != checksum)
                throw new SchemaException($"The migration {name} was changed after it had been applied; restore the file and add a new one.");
        }
    }

    static async Task<Dictionary<string, string>> Applied(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from ozg.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) applied.Add(reader.GetString(0), reader.GetString(1));
        return applied;
    }

    static async Task Apply(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Whoever waits for a lock of the log makes all writers wait behind it: rather give up, change nothing, and be run again.
        await Execute(connection, "set local lock_timeout = '2s'", ct);
        await Execute(connection, migration.Sql, ct);
        await using var record = new NpgsqlCommand("insert into ozg.migration (name, checksum) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}

using Npgsql;

namespace OzgTracker.Testing;

/// <summary>The roles of <c>deploy/postgres/roles.sql</c> with a login each, in the test cluster, and the views of <c>bi.sql</c> beside it.</summary>
public static class Roles
{
    public const string Owner = "ozg_test_owner", App = "ozg_test_app", Projector = "ozg_test_projector", Bi = "ozg_test_bi";

    const string Password = "only-in-tests";

    static readonly (string Login, string Group)[] Logins = [(Owner, "ozg_owner"), (App, "ozg_app"), (Projector, "ozg_projector"), (Bi, "ozg_bi")];

    /// <summary>Changes with what <see cref="ApplyAsync"/> does.</summary>
    public static string Version { get; } = Groups + Views;

    static string Groups => File.ReadAllText(Path.Combine(Repository.Root, "deploy", "postgres", "roles.sql"));

    static string Views => File.ReadAllText(Path.Combine(Repository.Root, "deploy", "postgres", "bi.sql"));

    /// <summary>Makes logins and groups and gives them their rights in a migrated database.</summary>
    /// <remarks>Roles belong to the whole cluster, which test assemblies share: the lock is in the one database that all of them know.</remarks>
    public static async Task ApplyAsync(string connectionString)
    {
        await using var gate = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await TestCluster.ConnectionStringAsync()) { Pooling = false }.ConnectionString);
        await gate.OpenAsync();
        await Run(gate, "select pg_advisory_lock(hashtextextended('ozg_roles', 0))");   // ends with the connection

        await using var database = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await database.OpenAsync();
        await Run(database, Groups);
        foreach (var (login, group) in Logins)
            await Run(database, $"""
                do $$ begin
                    if not exists (select from pg_roles where rolname = '{login}') then
                        create role {login} login password '{Password}' in role {group};
                    end if;
                end $$
                """);
        await Run(database, Version);
    }

    /// <summary>The same database as another login.</summary>
    public static string As(string login, string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = login, Password = Password }.ConnectionString;

    static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using OzgTracker.EventStore;
using OzgTracker.Testing;

namespace OzgTracker.Operations.Tests;

/// <summary>Each test begins with a database in which nothing is.</summary>
public abstract class EmptyDatabaseFixture
{
    readonly List<DocumentStore> stores = [];
    TestDatabase database = null!;

    protected DocumentStore Store => stores[0];

    [SetUp]
    public async Task CreateDatabase()
    {
        database = await TestDatabase.EmptyAsync();
        OpenAnother();
    }

    [TearDown]
    public async Task DropDatabase()
    {
        foreach (var store in stores) await store.DisposeAsync();
        stores.Clear();
        await database.DisposeAsync();
    }

    /// <summary>A store as another process would have it.</summary>
    protected DocumentStore OpenAnother()
    {
        var store = OzgStore.Open(database.ConnectionString);
        stores.Add(store);
        return store;
    }

    protected async Task<T> Ask<T>(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests;

/// <summary>Tests over the reference data; what they record stays for the fixture.</summary>
public abstract class ReferenceFixture
{
    protected TestDatabase Database { get; private set; } = null!;

    protected DocumentStore Store { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task OpenStore()
    {
        Database = await ReferenceData.CloneAsync();
        Store = OzgStore.Open(Database.ConnectionString);
        await Prepare();
    }

    [OneTimeTearDown]
    public async Task CloseStore()
    {
        if (Store is not null) await Store.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
    }

    /// <summary>What stands in the log before the first test.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    protected async Task Append(string streamKey, params IDomainEvent[] events)
    {
        await using var session = Store.LightweightSession();
        session.Events.Append(streamKey, events);
        await session.SaveChangesAsync(CancellationToken.None);
    }

    protected static MaturityReported Reported(int level, DateOnly on, string? evidence = null, string model = "ozg-1.1") =>
        new(model, level, null, on, evidence, null, null, null);

    protected static DateOnly May(int day) => new(2026, 5, day);

    protected async Task<IReadOnlyList<string>> Lines(string sql, params object[] values)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    /// <summary>Every row of every read model.</summary>
    protected async Task<IReadOnlyList<string>> AllTables()
    {
        var all = new List<string>();
        foreach (var table in Tables) all.AddRange(await Lines($"select '{table} ' || row::text from read.{table} as row order by row::text collate \"C\""));
        return all;
    }

    /// <summary>Empties the read models and lets the daemon take in the whole log page by page.</summary>
    protected async Task TakeInAnew(int pageSize)
    {
        await Lines($"truncate {string.Join(", ", Tables.Select(table => $"read.{table}"))}");
        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%'");
        await using var live = OzgStore.Open(Database.ConnectionString, options => options.PageSize = pageSize);
        await Daemon.CatchUp(live);
    }

    IEnumerable<string> Tables => Store.Projections.All.SelectMany(projection => projection.Tables);
}

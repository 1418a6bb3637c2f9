using System.Text;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Testing;

namespace OzgTracker.Operations.Tests.Evidence;

/// <summary>Each test has the reference data and a clock of its own.</summary>
public abstract class EvidenceFixture
{
    TestDatabase database = null!;

    protected DocumentStore Store { get; private set; } = null!;

    protected TestClock Clock { get; private set; } = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        database = await ReferenceData.CloneAsync();
        Store = OzgStore.Open(database.ConnectionString);
        Clock = new TestClock(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
    }

    [TearDown]
    public async Task DropDatabase()
    {
        await Store.DisposeAsync();
        await database.DisposeAsync();
    }

    protected ImportOptions Options => new() { Clock = Clock };

    protected Task<ImportReport> Xzufi(params string[] parts) => XzufiText(Testing.XzufiText.Message(parts), Options);

    protected async Task<ImportReport> XzufiText(string text, ImportOptions options)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await EvidenceImport.Xzufi(Store, file, options, CancellationToken.None);
    }

    protected async Task<ImportReport> Dashboard(params string[] records)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("leika_key;ars;url;online_status;aktiv;art_flaechendeckung\n" + string.Join('\n', records)));
        return await EvidenceImport.Dashboard(Store, file, Options, CancellationToken.None);
    }

    /// <summary>Events of a cell in a short form: <c>+url</c> seen, <c>-url reason</c> refuted.</summary>
    protected async Task<string[]> Words(string unit, string service = ReferenceData.Residence)
    {
        await using var session = Store.LightweightSession();
        return
        [
            .. (await session.Events.FetchStreamAsync($"rollout-{unit}-{service}", CancellationToken.None)).Select(happened => happened.Data switch
            {
                EvidenceRecorded e => $"+{e.Url}",
                EvidenceRefuted e => $"-{e.Url} {e.Reason}",
                var other => other.GetType().Name,
            }),
        ];
    }

    protected async Task Append(string unit, params object[] events)
    {
        await using var session = Store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        session.Events.Append($"rollout-{unit}-{ReferenceData.Residence}", events);
        await session.SaveChangesAsync(CancellationToken.None);
    }

    protected async Task<T> Ask<T>(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

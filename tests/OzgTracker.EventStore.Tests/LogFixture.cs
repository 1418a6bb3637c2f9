namespace OzgTracker.EventStore.Tests;

/// <summary>Tests that share one log; each writes streams of its own.</summary>
public abstract class LogFixture
{
    protected TestLog Log { get; private set; } = null!;

    protected DocumentStore Store => Log.Store;

    [OneTimeSetUp]
    public async Task Clone() => Log = await TestLog.CloneAsync();

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (Log is not null) await Log.DisposeAsync();
    }

    protected static string NewKey() => TestLog.NewKey();
}

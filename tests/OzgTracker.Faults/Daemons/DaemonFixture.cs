namespace OzgTracker.Faults.Daemons;

/// <summary>Daemons as processes over the counted log.</summary>
public abstract class DaemonFixture(string fault)
{
    readonly List<IAsyncDisposable> toDispose = [];

    private protected FaultRun Run { get; private set; } = null!;

    private protected CountedDatabase Log { get; private set; } = null!;

    private protected FeedWatch Watch { get; private set; } = null!;

    [SetUp]
    public async Task Open()
    {
        Run = new FaultRun(fault);
        Log = await Create();
        Watch = FeedWatch.Over(Log.Store);
    }

    [TearDown]
    public async Task Close()
    {
        await Watch.DisposeAsync();
        foreach (var one in Enumerable.Reverse(toDispose)) await one.DisposeAsync();
        toDispose.Clear();
        await Log.DisposeAsync();
    }

    private protected virtual Task<CountedDatabase> Create() => CountedDatabase.CloneAsync();

    private protected async Task<ChildProcess> StartDaemon(string? connectionString = null)
    {
        var daemon = await WorkerProcess.Start("daemon", connectionString ?? Log.ConnectionString);
        toDispose.Add(daemon);
        return daemon;
    }

    private protected Task UntilSomebodyLeads() => FaultRun.Until(async () => (await Log.Leaders()).Length == 1, "somebody leads");

    /// <summary>I3 to I6.</summary>
    private protected async Task AllIsWell(string counts)
    {
        await Invariants.CountsAreExact(Log.Store);
        await Invariants.StreamsAreWhole(Log.Store.DataSource);
        await Invariants.FeedEqualsLog(Watch, Log.Store);
        Run.SayEnd(counts);
    }
}

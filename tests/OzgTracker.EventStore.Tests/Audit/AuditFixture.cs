using OzgTracker.EventStore.Audit;

namespace OzgTracker.EventStore.Tests.Audit;

/// <summary>A log with a chain of small blocks; every test changes one of its own.</summary>
public abstract class AuditFixture
{
    protected const int BlockSize = 5;

    /// <summary>So that a defect ends the test instead of hanging it; no assertion looks at it.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected TestLog Log { get; private set; } = null!;

    protected AuditChain Chain => Log.Store.Audit;

    [SetUp]
    public async Task Clone() => Log = await TestLog.CloneAsync(options => options.AuditBlockSize = BlockSize);

    [TearDown]
    public async Task Drop() => await Log.DisposeAsync();

    /// <summary>Positions 1 and on, one event each.</summary>
    protected async Task Append(int events)
    {
        await using var session = Log.Store.LightweightSession();
        session.CorrelationId = "request-7";
        session.CausationId = "command-7";
        session.SetHeader("actor", "clerk");
        for (var number = 0; number < events; number++) session.Events.StartStream(TestLog.NewKey(), new ParcelMoved($"Bonn {number}"));
        await session.SaveChangesAsync(CancellationToken.None);
    }

    protected Task<AuditHead> Seal() => Chain.SealAsync(Patience, CancellationToken.None);

    /// <summary>Three full blocks: 1 to 5, 6 to 10, 11 to 15.</summary>
    protected async Task<AuditHead> SealThreeBlocks()
    {
        await Append(3 * BlockSize);
        return await Seal();
    }

    protected Task<AuditReport> Verify(AuditHead? kept = null) =>
        Chain.VerifyAsync(kept is null ? null : new KeptHead(kept.Position, kept.Hash), null, CancellationToken.None);

    protected async Task<string> Found(AuditHead? kept = null)
    {
        var report = await Verify(kept);
        Assert.That(report.FindingCount, Is.EqualTo(report.Findings.Count));
        return string.Join("; ", report.Findings.Select(finding => $"block {finding.Block} position {finding.Position} {finding.Fault}"));
    }

    protected Task<IReadOnlyList<string>> Blocks() =>
        Log.Lines("select number || '|' || first_position || '|' || last_position || '|' || events from ozg.audit_block order by number");

    /// <summary>As somebody who may do everything.</summary>
    protected Task Tamper(string sql) => Log.Run($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}

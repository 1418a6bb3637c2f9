namespace OzgTracker.Faults.Network;

/// <summary>F05: the connection to the database is reset while an append commits: just before, just after, and when the server has committed.</summary>
public sealed class CutCommitTests() : FaultUnderLoad("F05", reports: 400)
{
    readonly int[] cuts = new int[Enum.GetValues<Moment>().Length];

    enum Moment
    {
        BeforeTheCommit,
        OnItsWay,
        Committed,
    }

    [Test]
    public void Every_moment_was_hit() => Assert.That(cuts, Is.All.GreaterThan(0), string.Join(", ", Enum.GetValues<Moment>()));

    protected override Task Prepare()
    {
        var proxy = Keep(PostgresProxy.To(Direct));
        proxy.Rule = Cut;
        return StartApi(proxy.ConnectionString);
    }

    protected override Task Strike(Task clients) => clients;

    /// <summary>One in eight appends; after a Sync the server commits, and before its answer it has committed.</summary>
    ValueTask<Verdict> Cut(Passing passing)
    {
        if (!passing.Statements.Any(IsAppend)) return new(Verdict.Pass);
        lock (Run)
        {
            return new((passing.Direction, passing.Kind) switch
            {
                (Direction.ToServer, 'S') when Run.Chance.Next(16) == 0 => Count(Moment.BeforeTheCommit, Verdict.Cut),
                (Direction.ToServer, 'S') when Run.Chance.Next(16) == 0 => Count(Moment.OnItsWay, Verdict.CutAfter),
                (Direction.ToClient, '2') when Run.Chance.Next(16) == 0 => Count(Moment.Committed, Verdict.Cut),
                _ => Verdict.Pass,
            });
        }
    }

    Verdict Count(Moment moment, Verdict verdict)
    {
        cuts[(int)moment]++;
        return verdict;
    }

    static bool IsAppend(string sql) => sql.Contains("insert into log.mt_events", StringComparison.Ordinal);
}

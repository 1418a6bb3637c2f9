namespace OzgTracker.Faults.Network;

/// <summary>F04: the API commits and answers, but the answer never reaches the client.</summary>
public sealed class LostAnswerTests() : FaultUnderLoad("F04", reports: 400)
{
    int lost;

    [Test]
    public void The_lost_answers_were_given_again_to_the_same_key()
    {
        Assert.That(lost, Is.GreaterThan(0));
        var withoutAnswer = Load.Journal.Entries.Count(entry => entry.Attempts.Any(attempt => attempt.Outcome == Outcome.Unknown));
        // A client may also send into a connection that is just being closed; such a request never arrived, so there is nothing to replay.
        var neverArrived = Load.Journal.Entries.Sum(entry => entry.Attempts.Count(attempt => attempt.Outcome == Outcome.Unknown)) - lost;
        Assert.That(
            Load.Journal.Replayed,
            Is.InRange(withoutAnswer - neverArrived, withoutAnswer),
            $"I7: what comes at last is the stored answer, not another decision{Mutation.Note}");
    }

    protected override async Task Prepare()
    {
        var api = Keep(await ApiProcess.Start(Direct));
        var proxy = Keep(TcpProxy.To(api.Address));
        proxy.Rule = Lose;
        Load.Address.SetResult(new Uri($"http://127.0.0.1:{proxy.Port}"));
    }

    protected override Task Strike(Task clients) => clients;

    /// <summary>Every eighth answer.</summary>
    ValueTask<Verdict> Lose(Passing passing)
    {
        lock (Run)
        {
            if (passing.Direction != Direction.ToClient || Run.Chance.Next(8) > 0) return new(Verdict.Pass);
            if (!passing.Bytes.Span.StartsWith("HTTP/1.1 20"u8)) return new(Verdict.Pass);
            lost++;
            return new(Verdict.Cut);
        }
    }
}

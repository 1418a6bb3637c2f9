namespace OzgTracker.Faults.Requests;

/// <summary>Dashboards are asked without a pause while clients report: each answer is right at the position that it names.</summary>
public sealed class AnswersUnderLoadTests() : FaultUnderLoad("answers", reports: 1_500)
{
    const int Readers = 3;
    const int Checked = 25;

    readonly List<(long Position, List<string> Lines)> answers = [];

    [Test]
    public void Readers_saw_the_cube_grow() => Assert.That(answers.Select(answer => answer.Position).Distinct().Count(), Is.GreaterThan(Checked));

    [Test]
    public async Task Each_answer_is_what_SQL_says_at_its_position()
    {
        var some = answers.DistinctBy(answer => answer.Position).OrderBy(answer => answer.Position).ToArray();
        for (var i = 0; i < Checked; i++)
        {
            var (position, lines) = some[(int)((long)i * (some.Length - 1) / (Checked - 1))];
            Assert.That(lines, Is.EquivalentTo(await Evidence.Tallies(Store.DataSource, position)), $"at position {position}");
        }
    }

    [Test]
    public void Of_one_reader_no_answer_is_older_than_the_one_before() => Assert.That(wentBack, Is.Zero);

    int wentBack;

    protected override async Task Strike(Task clients)
    {
        using var http = new HttpClient { BaseAddress = await Load.Address.Task };
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Read(http, clients)));
    }

    async Task Read(HttpClient http, Task clients)
    {
        var last = 0L;
        while (!clients.IsCompleted)
        {
            var answer = await TalliesOverHttp.Read(http);
            if (answer.Position < last) Interlocked.Increment(ref wentBack);
            last = answer.Position;
            lock (answers) answers.Add(answer);
        }
    }
}

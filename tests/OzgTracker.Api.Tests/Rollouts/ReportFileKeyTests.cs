namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>What an Idempotency-Key promises for files.</summary>
public sealed class ReportFileKeyTests : ReportFileFixture
{
    [TestCase(20)]
    [TestCase(6_000)]
    public async Task The_same_key_gets_the_same_answer_and_another_body_none(int lines)
    {
        var (body, key) = (string.Join('\n', NewLines(lines)), $"file-{lines}");

        var first = await Post(Content(body), key: key);
        var before = await Events();
        var again = await Post(Content(body), key: key);

        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(first.Headers.Contains("Idempotency-Replayed"), Is.False);
        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(Summary(LinesOf(await first.Content.ReadAsStringAsync())), Is.EqualTo(Counts(lines, 0, 0)));
        Assert.That(await Events(), Is.EqualTo(before));
        await AssertProblem(await Post(Content(body + "\n" + NewLines(1)[0]), key: key), 422, "idempotency-key-reused");
    }

    [Test]
    public async Task An_answer_that_is_too_long_to_be_stored_is_decided_anew()
    {
        var body = string.Join('\n', NewLines(12_000));

        Assert.That(Summary(await Lines(body, key: "long")), Is.EqualTo(Counts(12_000, 0, 0)));
        Assert.That(Summary(await Lines(body, key: "long")), Is.EqualTo(Counts(0, 12_000, 0)));
    }

    [TestCase(30)]
    [TestCase(1_200)]
    public async Task Sixty_four_at_once_record_each_report_once(int lines)
    {
        var body = string.Join('\n', NewLines(lines));
        var before = await Events();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Post(Content(body), "?results=refused", $"together-{lines}")));

        Assert.That(answers.Select(answer => (int)answer.StatusCode).Distinct(), Is.SubsetOf((int[])[200, 409]));
        Assert.That(answers.Count(answer => (int)answer.StatusCode == 200), Is.GreaterThan(0));
        Assert.That(await Events() - before, Is.EqualTo(lines));
    }
}

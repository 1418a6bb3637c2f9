using System.Net;

namespace OzgTracker.Faults.Requests;

/// <summary>F26 and F27: 64 clients at once, on the same version of the same cell, and with the same key.</summary>
public sealed class RacingClientsTests() : ApiFixture("F26, F27")
{
    const int Clients = 64;

    [Test]
    public async Task Of_those_that_read_the_same_version_one_wins()
    {
        using var first = await SendUntilAnswered(Report(1, level: 1));
        var etag = first.Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => SendUntilAnswered(Report(1, level: 1 + (number % 3)) with { Number = 1_000 + number }, etag)));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed), Is.EqualTo(Clients - 1), await Told(answers));
        Assert.That(await Versions(Report(1, 1)), Is.EqualTo(2));
        await Invariants.StreamsAreWhole(Store.DataSource);
        Run.SayEnd($"{Clients} clients, one version");
    }

    [Test]
    public async Task Of_those_with_the_same_key_one_is_recorded_and_all_get_its_answer()
    {
        var report = Report(2, level: 2);
        var other = report with { Number = 3_000, Level = 1, Key = report.Key + "-other" };
        var bodies = new List<string>();

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Insist(report)));
        bodies.AddRange(answers);
        using (var changed = await Send(other)) Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        bodies.Add(await Insist(report));   // the cell has moved on; the answer has not

        Assert.That(bodies.Distinct(), Has.Exactly(1).Items, $"I7: the stored answer{Mutation.Note}");
        Assert.That(await Versions(report), Is.EqualTo(2), $"I2: one event a key{Mutation.Note}");
        Run.SayEnd($"{Clients} clients, one key");
    }

    /// <summary>Whatever was told besides one success and the stale versions.</summary>
    async Task<string> Told(HttpResponseMessage[] answers)
    {
        var others = answers.Where(answer => answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.PreconditionFailed));
        return string.Join('\n', (await Task.WhenAll(others.Select(async answer => $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"))).Append(Api.Failures));
    }

    /// <summary>Sends until it is told what became of it.</summary>
    async Task<string> Insist(PlannedReport report)
    {
        while (true)
        {
            using var answer = await Send(report);
            if (answer.StatusCode == HttpStatusCode.Created) return await answer.Content.ReadAsStringAsync();
            Assert.That(answer.StatusCode, Is.AnyOf(HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable), await answer.Content.ReadAsStringAsync());
        }
    }

    Task<long> Versions(PlannedReport report) => Ask<long>($"select count(*) from log.mt_events where stream_id = '{report.StreamKey}'");
}

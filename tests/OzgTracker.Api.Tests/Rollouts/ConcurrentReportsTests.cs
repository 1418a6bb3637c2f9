using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>Many clients at one cell in the same moment.</summary>
public sealed class ConcurrentReportsTests : ApiFixture
{
    const int Clients = 64;

    [Test]
    public async Task Identical_reports_at_once_are_recorded_once()
    {
        var statuses = await AtOnce(Residence, _ => new { level = 3, validOn = "2025-05-03" });

        Assert.That(statuses.Count(status => status == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(statuses.Count(status => status == HttpStatusCode.OK), Is.EqualTo(Clients - 1));
        Assert.That(await Items(CellUrl(Bonn, Residence) + "/history"), Has.Length.EqualTo(1));
    }

    [TestCase(ParentalAllowance, 0)]
    [TestCase(HousingBenefit, 2)]
    public async Task Of_different_reports_on_the_same_version_one_wins(string ozgId, int version)
    {
        for (var level = 0; level < version; level++) await Report(Bonn, ozgId, new { level, validOn = "2024-01-01" });

        var statuses = await AtOnce(ozgId, client => new { level = 3, note = $"Meldung {client}" }, $"\"{version}\"");

        Assert.That(statuses.Count(status => status == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(statuses.Count(status => status == HttpStatusCode.PreconditionFailed), Is.EqualTo(Clients - 1));
        Assert.That(await Items(CellUrl(Bonn, ozgId) + "/history"), Has.Length.EqualTo(version + 1));
    }

    [Test]
    public async Task Every_acknowledged_report_is_in_the_history_and_no_other()
    {
        var statuses = await AtOnce(Passport, client => new { level = client % 5, note = $"Meldung {client}" });

        Assert.That(statuses, Is.All.EqualTo(HttpStatusCode.Created).Or.EqualTo(HttpStatusCode.Conflict));
        var history = await Items(CellUrl(Bonn, Passport) + "/history?limit=1000");
        Assert.That(history, Has.Length.EqualTo(statuses.Count(status => status == HttpStatusCode.Created)));
        Assert.That(history.Select(entry => entry.Number("version")), Is.EqualTo(Enumerable.Range(1, history.Length)));
        Assert.That(history.Select(entry => entry.Number("position")), Is.Ordered.And.Unique);
    }

    async Task<HttpStatusCode[]> AtOnce(string ozgId, Func<int, object> report, string? ifMatch = null)
    {
        var reporter = App.ClientFor("reporter", Bonn);
        (string, string)[] headers = ifMatch is null ? [] : [("If-Match", ifMatch)];
        var responses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client =>
            reporter.Send(HttpMethod.Post, CellUrl(Bonn, ozgId) + "/reports", report(client), headers)));
        return [.. responses.Select(response => response.StatusCode)];
    }
}

using System.Net;
using System.Net.Http.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ReportMaturityEndpointTests : ApiFixture
{
    static string Cell(string ozgId) => $"/v1/municipalities/{Bonn}/services/{ozgId}";

    [Test]
    public async Task A_reported_level_appears_in_the_cell()
    {
        var reporter = App.ClientFor("reporter", Bonn);

        var post = await reporter.PostAsJsonAsync(Cell(Residence) + "/reports", new { level = 3, validOn = "2025-05-03", evidenceUrl = "https://service.bonn.de/" });
        var cell = await Json(await App.Anonymous.GetAsync(Cell(Residence)));

        Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(cell.GetProperty("level").GetInt32(), Is.EqualTo(3));
        Assert.That(post.Headers.ETag?.Tag, Is.EqualTo("\"1\""));
    }

    [Test]
    public async Task A_token_of_another_unit_is_refused()
    {
        var stranger = App.ClientFor("reporter", Cologne);

        var post = await stranger.PostAsJsonAsync(Cell(Passport) + "/reports", new { level = 1 });

        await AssertProblem(post, 403, "outside-your-keys");
    }
}

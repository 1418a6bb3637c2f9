using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class GetCellEndpointTests : ApiFixture
{
    [Test]
    public async Task Moments_are_written_in_UTC()
    {
        await App.ClientFor("reporter", Cologne).Send(HttpMethod.Post, CellUrl(Cologne, HousingBenefit) + "/reports", new { level = 1 });

        var cell = await Json(await App.Anonymous.GetAsync(CellUrl(Cologne, HousingBenefit)));

        Assert.That(cell.GetProperty("lastReportedAt").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$"));
    }

    [Test]
    public async Task A_cell_of_which_nobody_spoke_is_unreported()
    {
        var response = await App.Anonymous.GetAsync(CellUrl(Berlin, Passport));

        var cell = await Json(response);
        Assert.That(cell.Text("status"), Is.EqualTo("unreported"));
        Assert.That(cell.Text("evidence"), Is.EqualTo("none"));
        Assert.That(cell.IsNull("level") && cell.IsNull("since") && cell.IsNull("lastReportedAt"), Is.True, cell.ToString());
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo("\"0\""));
    }

    [TestCase("2024-01-31", null)]
    [TestCase("2024-02-01", 1)]
    [TestCase("2025-02-28", 1)]
    [TestCase("2025-03-01", 3)]
    [TestCase("2999-01-01", 3)]
    public async Task A_cell_is_read_as_of_any_day(string day, int? level)
    {
        var history = await Items(CellUrl(Bonn, Residence) + "/history");
        if (history.Length == 0)
        {
            await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01" });
            await Report(Bonn, Residence, new { level = 1, validOn = "2024-02-01" });
        }

        var cell = await GetJson(CellUrl(Bonn, Residence) + "?asOf=" + day);

        Assert.That(cell.IsNull("level") ? (long?)null : cell.Number("level"), Is.EqualTo(level));
    }

    [Test]
    public async Task What_was_known_at_a_moment_leaves_out_what_was_learnt_later()
    {
        await Report(Bonn, Passport, new { level = 1, validOn = "2024-02-01" });
        await Report(Bonn, Passport, new { level = 3, validOn = "2025-03-01" });
        var learnt = (await Items(CellUrl(Bonn, Passport) + "/history")).Texts("recordedAt");

        var afterTheFirst = await GetJson(CellUrl(Bonn, Passport) + "?knownAt=" + Uri.EscapeDataString(learnt[0]!));
        var afterTheSecond = await GetJson(CellUrl(Bonn, Passport) + "?knownAt=" + Uri.EscapeDataString(learnt[1]!));

        Assert.That(afterTheFirst.Number("level"), Is.EqualTo(1));
        Assert.That(afterTheFirst.Number("version"), Is.EqualTo(1));
        Assert.That(afterTheSecond.Number("level"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_day_as_moment_of_knowledge_stands_for_its_end()
    {
        await Report(Bonn, HousingBenefit, new { level = 2, validOn = "2024-02-01" });
        var today = DateOnly.FromDateTime(DateTime.UtcNow);

        var yesterday = await GetJson($"{CellUrl(Bonn, HousingBenefit)}?knownAt={today.AddDays(-1):yyyy-MM-dd}");
        var now = await GetJson($"{CellUrl(Bonn, HousingBenefit)}?knownAt={today:yyyy-MM-dd}");

        Assert.That(yesterday.Text("status"), Is.EqualTo("unreported"));
        Assert.That(now.Number("level"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_client_that_has_the_version_gets_no_body()
    {
        var version = (await Report(Cologne, Residence, new { level = 2 })).Number("version").ToString(CultureInfo.InvariantCulture);

        var known = await App.Anonymous.Get(CellUrl(Cologne, Residence), ("If-None-Match", $"\"0\", \"{version}\""));
        var outdated = await App.Anonymous.Get(CellUrl(Cologne, Residence), ("If-None-Match", "\"0\""));

        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await known.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That(known.Headers.ETag?.Tag, Is.EqualTo($"\"{version}\""));
        Assert.That(outdated.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task HEAD_has_the_headers_of_GET_and_no_body()
    {
        var get = await App.Anonymous.GetAsync(CellUrl(Cologne, Passport));

        var head = await App.Anonymous.Send(HttpMethod.Head, CellUrl(Cologne, Passport));

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Headers.ETag, Is.EqualTo(get.Headers.ETag));
        Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase("knownAt=gestern", "invalid-moment", "knownAt")]
    [TestCase("asOf=2025-02-30", "invalid-parameter", "asOf")]
    [TestCase("minPosition=-1", "invalid-position", "minPosition")]
    public async Task A_parameter_of_the_wrong_shape_is_refused(string query, string error, string parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"{CellUrl(Bonn, Residence)}?{query}"), error, parameter: parameter);

    [Test]
    public async Task A_model_that_nobody_published_is_not_found() =>
        await AssertProblem(await App.Anonymous.GetAsync(CellUrl(Bonn, Residence) + "?model=ozg-9"), 404, "unknown-model");

    [Test]
    public async Task A_position_of_another_installation_is_not_waited_for_without_end() =>
        await AssertProblem(await App.Anonymous.GetAsync(CellUrl(Bonn, Residence) + "?minPosition=999999999"), 409, "position-not-reached");

    [TestCase("19999", "unknown-service")]
    public async Task A_service_that_the_catalogue_lacks_is_not_found(string ozgId, string code) =>
        await AssertProblem(await App.Anonymous.GetAsync(CellUrl(Bonn, ozgId)), 404, code);

    [Test]
    public async Task A_report_of_long_ago_is_stale_only_when_it_was_told_long_ago()
    {
        await App.ClientFor("reporter", Berlin).PostAsJsonAsync(CellUrl(Berlin, Residence) + "/reports", new { level = 2, validOn = "2019-01-01" });

        Assert.That((await GetJson(CellUrl(Berlin, Residence))).GetProperty("stale").GetBoolean(), Is.False);
    }
}

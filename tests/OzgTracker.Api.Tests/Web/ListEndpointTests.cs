using System.Net;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>What all lists have in common.</summary>
public sealed class ListEndpointTests : ApiFixture
{
    static readonly string[] Lists =
    [
        "/v1/states",
        "/v1/districts",
        "/v1/municipalities",
        "/v1/services",
        "/v1/topic-areas",
        "/v1/maturity-models",
        CellUrl(Bonn, Residence) + "/history",
        $"/v1/municipalities/{Bonn}/services",
        $"/v1/services/{Residence}/frontrunners",
    ];

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2024-01-01" });
        await Report(Bonn, Residence, new { level = 4, validOn = "2025-01-01" });
        await Report(Cologne, Residence, new { level = 4, validOn = "2025-01-01" });
        await Report(Berlin, Residence, new { level = 1, validOn = "2024-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [TestCaseSource(nameof(Lists))]
    public async Task Its_pages_together_are_the_whole(string list)
    {
        var whole = await GetJson(list + "?limit=1000");

        var walked = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetJson($"{list}?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.That(page.GetProperty("items").GetArrayLength(), Is.LessThanOrEqualTo(2));
            walked.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.ToString()));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);

        Assert.That(whole.Text("nextCursor"), Is.Null);
        Assert.That(walked, Is.Not.Empty);
        Assert.That(walked, Is.EqualTo(whole.GetProperty("items").EnumerateArray().Select(item => item.ToString())));
    }

    [TestCaseSource(nameof(Lists))]
    public async Task Its_rows_are_the_same_in_every_format(string list)
    {
        var json = await Items(list + "?limit=1000");

        var ndjson = (await App.Anonymous.GetStringAsync(list + "?limit=1000&format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var csv = await App.Anonymous.GetStringAsync(list + "?limit=1000&format=csv");

        Assert.That(ndjson.Select(line => JsonDocument.Parse(line).RootElement.ToString()), Is.EqualTo(json.Select(row => row.ToString())));
        Assert.That(csv.Split('\n')[0].Trim().Split(','), Is.EqualTo(json[0].EnumerateObject().Select(member => member.Name)));
        Assert.That(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(json.Length + 1));
    }

    [TestCaseSource(nameof(Lists))]
    public async Task A_client_that_has_the_answer_gets_no_body(string list)
    {
        var first = await App.Anonymous.GetAsync(list);

        var again = await App.Anonymous.Get(list, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.That(first.Headers.ETag.IsWeak, Is.EqualTo(!list.EndsWith("/frontrunners", StringComparison.Ordinal)), "An analysis answers the same bytes on any node.");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(again.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCaseSource(nameof(Lists))]
    public async Task The_ETag_differs_between_questions_and_formats(string list)
    {
        var tags = new List<string>();
        foreach (var query in (string[])["", "?limit=1", "?limit=2", "?format=csv", "?format=csv&delimiter=semicolon", "?format=ndjson"])
            tags.Add((await App.Anonymous.GetAsync(list + query)).Headers.ETag!.Tag);
        tags.Add((await App.Anonymous.Get(list, ("Accept", "text/csv"))).Headers.ETag!.Tag);

        Assert.That(tags, Is.Unique);
    }

    [TestCaseSource(nameof(Lists))]
    public async Task HEAD_has_the_headers_of_GET_and_no_body(string list)
    {
        var get = await App.Anonymous.GetAsync(list + "?format=csv&limit=1");

        var head = await App.Anonymous.Send(HttpMethod.Head, list + "?format=csv&limit=1");

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Headers(head), Is.EqualTo(Headers(get)));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCaseSource(nameof(Lists))]
    public async Task A_format_that_does_not_exist_is_refused_with_those_that_do(string list)
    {
        foreach (var response in (HttpResponseMessage[])[await App.Anonymous.Get(list, ("Accept", "application/xml")), await App.Anonymous.GetAsync(list + "?format=xlsx")])
        {
            var problem = await AssertProblem(response, 406, "not-acceptable");
            foreach (var format in (string[])["application/json", "application/x-ndjson", "text/csv"]) Assert.That(problem.Text("detail"), Does.Contain(format));
            Assert.That(response.Headers.ETag, Is.Null, "An ETag of a refusal would turn the next answer into 304.");
        }
    }

    [Test]
    public async Task A_format_that_does_not_exist_is_refused_also_for_a_client_that_has_an_answer() =>
        await AssertProblem(await App.Anonymous.Get("/v1/states", ("Accept", "application/xml"), ("If-None-Match", "*")), 406, "not-acceptable");

    [Test]
    public async Task The_ETag_moves_when_something_was_recorded()
    {
        var before = await App.Anonymous.GetAsync($"/v1/municipalities/{Buesum}/services");
        var cell = await Report(Buesum, Passport, new { level = 2 });

        var after = await App.Anonymous.Get(
            $"/v1/municipalities/{Buesum}/services?minPosition={cell.Number("position")}", ("If-None-Match", before.Headers.ETag!.ToString()));

        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_writer_that_names_its_position_reads_what_it_wrote()
    {
        for (var level = 0; level < 5; level++)
        {
            var position = (await Report(Dithmarschen, Passport, new { level, validOn = $"2025-01-0{level + 1}" })).Number("position");

            var cells = await Items($"/v1/municipalities/{Dithmarschen}/services?minPosition={position}");
            var frontrunners = await Items($"/v1/services/{Passport}/frontrunners?minPosition={position}");

            Assert.That(cells.Single(cell => cell.Text("ozgId") == Passport).Number("level"), Is.EqualTo(level));
            Assert.That(frontrunners.Single(row => row.Text("unit") == Dithmarschen).Number("level"), Is.EqualTo(level));
        }
    }

    [Test]
    public async Task A_page_that_is_being_walked_neither_loses_nor_repeats_rows_while_others_are_recorded()
    {
        var first = await GetJson($"/v1/services/{Residence}/frontrunners?limit=1");
        var newcomer = (await Report(BuesumWesselburen, Residence, new { level = 0 })).Number("position");

        var rest = await GetJson($"/v1/services/{Residence}/frontrunners?cursor={first.Text("nextCursor")}&minPosition={newcomer}");

        Assert.That(
            first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Texts("unit"),
            Is.EqualTo((string[])[Bonn, Cologne, Berlin, BuesumWesselburen]));
    }

    static string[] Headers(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "RateLimit"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal),
    ];
}

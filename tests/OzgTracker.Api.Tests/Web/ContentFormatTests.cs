namespace OzgTracker.Api.Tests.Web;

public sealed class ContentFormatTests : ApiFixture
{
    [TestCase(null, "application/json")]
    [TestCase("*/*", "application/json")]
    [TestCase("application/*", "application/json")]
    [TestCase("text/csv", "text/csv")]
    [TestCase("text/*", "text/csv")]
    [TestCase("application/x-ndjson", "application/x-ndjson")]
    [TestCase("application/ndjson", "application/x-ndjson")]
    [TestCase("application/xml, text/csv;q=0.5", "text/csv")]
    [TestCase("text/csv;q=0.1, application/json;q=0.9", "application/json")]
    [TestCase("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json")]
    [TestCase("APPLICATION/JSON", "application/json")]
    [TestCase("application/json; charset=utf-8", "application/json")]
    public async Task The_Accept_header_chooses(string? accept, string expected)
    {
        var response = await App.Anonymous.Get("/v1/states", accept is null ? [] : [("Accept", accept)]);

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(expected), await response.Content.ReadAsStringAsync());
        Assert.That(response.Headers.Vary, Is.SupersetOf((string[])["Accept", "Authorization"]));
    }

    [TestCase("json", "application/json")]
    [TestCase("ndjson", "application/x-ndjson")]
    [TestCase("csv", "text/csv")]
    public async Task The_parameter_goes_before_the_header(string format, string expected)
    {
        var response = await App.Anonymous.Get($"/v1/states?format={format}", ("Accept", "application/xml"));

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(expected), await response.Content.ReadAsStringAsync());
    }

    [TestCase("application/json;q=0")]
    [TestCase("garbage")]
    public async Task What_the_client_rules_out_is_not_sent(string accept) =>
        await AssertProblem(await App.Anonymous.Get("/v1/states", ("Accept", accept)), 406, "not-acceptable");

    [Test]
    public async Task Lines_carry_the_cursor_in_a_header()
    {
        var page = await GetJson("/v1/states?limit=1");

        foreach (var format in (string[])["csv", "ndjson"])
        {
            var first = await App.Anonymous.GetAsync($"/v1/states?limit=1&format={format}");
            var last = await App.Anonymous.GetAsync($"/v1/states?limit=16&format={format}");

            Assert.That(first.Headers.GetValues("OzgTracker-Next-Cursor").Single(), Is.EqualTo(page.Text("nextCursor")));
            Assert.That(last.Headers.Contains("OzgTracker-Next-Cursor"), Is.False);
        }
    }
}

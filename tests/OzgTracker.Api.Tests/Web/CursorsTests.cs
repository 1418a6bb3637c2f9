using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

public sealed class CursorsTests : ApiFixture
{
    const string List = "/v1/municipalities";

    [TestCase("x")]
    [TestCase("%2B%2F%3D")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAFsiMDUzMTQwMDAiXQ")]
    [TestCase("05314000")]
    public async Task A_cursor_that_somebody_made_up_is_refused(string cursor) =>
        await AssertProblem(await App.Anonymous.GetAsync($"{List}?cursor={cursor}"), 400, "bad-cursor");

    [Test]
    public async Task A_cursor_that_somebody_changed_is_refused()
    {
        var cursor = await FirstCursor(List + "?limit=1");

        foreach (var position in (int[])[0, cursor.Length / 2, cursor.Length - 2])
            await AssertProblem(await App.Anonymous.GetAsync($"{List}?cursor={Change(cursor, position)}"), 400, "bad-cursor");
        await AssertProblem(await App.Anonymous.GetAsync($"{List}?cursor={cursor[..^4]}"), 400, "bad-cursor");
    }

    [TestCase("/v1/municipalities?limit=1", "/v1/services?limit=1")]
    [TestCase("/v1/municipalities?limit=1", "/v1/municipalities?limit=1&state=05")]
    [TestCase("/v1/municipalities?limit=1&kind=gemeinde", "/v1/municipalities?limit=1")]
    [TestCase("/v1/municipalities/05314000/services?limit=1", "/v1/municipalities/05315000/services?limit=1")]
    public async Task A_cursor_of_another_list_is_refused(string origin, string other) =>
        await AssertProblem(await App.Anonymous.GetAsync($"{other}&cursor={await FirstCursor(origin)}"), 400, "bad-cursor");

    [Test]
    public async Task A_cursor_is_good_for_a_page_of_any_size_and_format()
    {
        var cursor = await FirstCursor(List + "?kind=gemeinde&limit=1");

        var next = await GetJson($"{List}?limit=2&cursor={cursor}&kind=gemeinde");
        var lines = (await App.Anonymous.GetStringAsync($"{List}?format=ndjson&limit=2&cursor={cursor}&kind=gemeinde")).Trim().Split('\n');

        Assert.That(next.GetProperty("items").EnumerateArray().Select(unit => unit.Text("id")), Is.EqualTo((string[])[Bonn, Cologne]));
        Assert.That(lines, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_cursor_of_another_installation_is_refused()
    {
        var cursor = await FirstCursor(List + "?limit=1");
        await using var other = await ApiHostUnderTest.Start();

        await AssertProblem(await other.Anonymous.GetAsync($"{List}?cursor={cursor}"), 400, "bad-cursor");
    }

    /// <summary>Of a list that has a second page.</summary>
    async Task<string> FirstCursor(string url)
    {
        var cursor = (await GetJson(url)).Text("nextCursor");
        Assert.That(cursor, Is.Not.Null, $"{url} has one page only.");
        return cursor!;
    }

    static string Change(string text, int position) => text[..position] + (text[position] == 'A' ? 'B' : 'A') + text[(position + 1)..];
}

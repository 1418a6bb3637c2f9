using System.Globalization;
using System.Text.Json;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Targets;

/// <summary>Tests of targets over HTTP.</summary>
public abstract class TargetFixture : ApiFixture
{
    int named;

    protected static DateOnly Today => RolloutFacts.DayOf(DateTimeOffset.UtcNow);

    protected static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A name that no other test has taken.</summary>
    protected string NewName() => $"ziel-{++named}";

    protected static object NewTarget(
        string? id, string state = "05", int level = 3, string? by = null, string[]? ozgIds = null, string? tag = null, string title = "Zwei Leistungen", string? model = null) =>
        new { id, state, title, level, by = by ?? Iso(Today.AddYears(1)), ozgIds = ozgIds ?? (tag is null ? [Residence, Passport] : null), tag, model };

    protected static object Revision(
        int level = 4, string? by = null, string[]? ozgIds = null, string? tag = null, string title = "Zwei Leistungen", string? model = null) =>
        new { title, level, by = by ?? Iso(Today.AddYears(1)), ozgIds = ozgIds ?? (tag is null ? [Residence, Passport] : null), tag, model };

    protected Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body, params (string, string)[] headers) =>
        App.ClientFor("coordinator", "05").Send(method, "/v1/targets" + path, body, headers);

    /// <summary>A target of Nordrhein-Westfalen; its id.</summary>
    protected async Task<string> GivenTarget(object? target = null)
    {
        var response = await Send(HttpMethod.Post, "", target ?? NewTarget(NewName()));
        var answer = await Json(response);
        Assert.That((int)response.StatusCode, Is.EqualTo(201), answer.ToString());
        return answer.Text("id")!;
    }

    protected async Task<long> Version(string id) => (await GetJson($"/v1/targets/{id}")).Number("version");

    protected static string?[] Strings(JsonElement parent, string member) => [.. parent.GetProperty(member).EnumerateArray().Select(value => value.GetString())];
}

using System.Net.Http.Json;
using System.Text.Json;

namespace OzgTracker.Api.Tests;

/// <summary>Tests over HTTP against one API per fixture.</summary>
[Parallelizable(ParallelScope.Self)]
public abstract class ApiFixture
{
    protected ApiHostUnderTest App { get; private set; } = null!;

    /// <summary>Configuration keys and values of this fixture.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    [OneTimeSetUp]
    public async Task StartApi() => App = await ApiHostUnderTest.Start(Settings);

    [OneTimeTearDown]
    public async Task StopApi()
    {
        if (App is not null) await App.DisposeAsync();
    }

    protected static async Task<JsonElement> Json(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>A problem of the catalogue, as RFC 9457 has it, with the code of one of its errors where it lists them.</summary>
    protected static async Task<JsonElement> AssertProblem(HttpResponseMessage response, int status, string code, string? error = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo($"/problems/{code}"), body);
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
        foreach (var member in (string[])["title", "detail", "instance", "traceId"]) Assert.That(problem.GetProperty(member).GetString(), Is.Not.Empty, member);
        if (error is not null) Assert.That(problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()), Does.Contain(error), body);
        return problem;
    }
}

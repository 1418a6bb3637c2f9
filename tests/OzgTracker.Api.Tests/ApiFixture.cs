using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Tests;

/// <summary>Tests over HTTP against one API per fixture.</summary>
[Parallelizable(ParallelScope.Self)]
public abstract partial class ApiFixture
{
    protected ApiHostUnderTest App { get; private set; } = null!;

    /// <summary>Configuration keys and values of this fixture.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    [OneTimeSetUp]
    public async Task StartApi() => App = await ApiHostUnderTest.Start(await Prepare());

    /// <summary>What has to run before the API, and the settings with which it knows it.</summary>
    protected virtual Task<(string Key, string Value)[]> Prepare() => Task.FromResult(Settings);

    [OneTimeTearDown]
    public async Task StopApi()
    {
        if (App is not null) await App.DisposeAsync();
    }

    protected static string CellUrl(string unit, string ozgId) => $"/v1/municipalities/{unit}/services/{ozgId}";

    protected static async Task<JsonElement> Json(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Reads what must be there.</summary>
    protected async Task<JsonElement> GetJson(string url)
    {
        var response = await App.Anonymous.GetAsync(url);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    /// <summary>The rows of a list that fits on one page.</summary>
    protected async Task<JsonElement[]> Items(string url) => [.. (await GetJson(url)).GetProperty("items").EnumerateArray()];

    /// <summary>What the database's owner sees.</summary>
    protected async Task<T> Scalar<T>(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What the database's owner does.</summary>
    protected async Task Do(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A report of the unit itself, recorded; the cell afterwards.</summary>
    protected async Task<JsonElement> Report(string unit, string ozgId, object report)
    {
        var response = await App.ClientFor("reporter", unit).PostAsJsonAsync(CellUrl(unit, ozgId) + "/reports", report);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    /// <summary>A problem of the catalogue, as RFC 9457 has it, with the code of one of its errors where it lists them.</summary>
    internal static async Task<JsonElement> AssertProblem(HttpResponseMessage response, int status, string code, string? error = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.That(problem.Text("type"), Is.EqualTo($"/problems/{code}"), body);
        Assert.That(problem.Number("status"), Is.EqualTo(status));
        Assert.That(problem.Text("title"), Is.EqualTo(ProblemCatalogue.Find(code).Title));
        foreach (var member in (string[])["detail", "instance", "traceId"])
            Assert.That(problem.TryGetProperty(member, out var value) ? value.GetString() : null, Is.Not.Null.And.Not.Empty, $"{member} of {body}");
        Assert.That(Internals().Match(body).Value, Is.Empty, $"Names of the program leak: {body}");
        if (error is not null) Assert.That(problem.Errors("code"), Does.Contain(error), body);
        return problem;
    }

    /// <summary>An invalid request whose error with this code points to this member of the body or parameter.</summary>
    protected static async Task AssertInvalid(HttpResponseMessage response, string error, string? pointer = null, string? parameter = null)
    {
        var problem = await AssertProblem(response, 400, "invalid-request", error);
        var found = problem.GetProperty("errors").EnumerateArray().First(entry => entry.Text("code") == error);
        Assert.That(found.Text("detail"), Is.Not.Empty);
        if (pointer is not null) Assert.That(found.Text("pointer"), Is.EqualTo(pointer), problem.ToString());
        if (parameter is not null) Assert.That(found.Text("parameter"), Is.EqualTo(parameter), problem.ToString());
    }

    /// <summary>Stack frames, namespaces, type names of .NET.</summary>
    [GeneratedRegex(@"(^|\\n)\s*at [A-Z]\w+\.|System\.|Microsoft\.|Npgsql|OzgTracker\.[A-Z]|Exception|DateOnly|DateTimeOffset|Int(32|64)|Dictionary`?|\.cs\b|\.NET")]
    protected static partial Regex Internals();
}

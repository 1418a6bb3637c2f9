using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace OzgTracker.Api.Tests.ApiKeys;

/// <summary>Keys made over HTTP by an administrator, on an installation that does not read in public.</summary>
public abstract class ApiKeyFixture : ApiFixture
{
    protected const string Route = "/v1/api-keys";

    protected override (string, string)[] Settings => [("Access:PublicRead", "false")];

    protected HttpClient Admin => App.ClientFor("admin");

    /// <summary>Letters only: many digits would look like a telephone number.</summary>
    protected static string NewName() => "test-" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 20);

    protected static object Reporter(params string[] keys) => new { name = NewName(), role = "reporter", keys };

    protected static object Coordinator(params string[] states) => new { name = NewName(), role = "coordinator", states };

    /// <summary>Makes what must be makeable.</summary>
    protected async Task<JsonElement> Create(object? key = null) => await Json(await Answered(
        await Admin.Send(HttpMethod.Post, Route, key ?? new { name = NewName(), role = "reader" }), HttpStatusCode.Created));

    protected static async Task<HttpResponseMessage> Answered(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.That(response.StatusCode, Is.EqualTo(status), await response.Content.ReadAsStringAsync());
        return response;
    }

    /// <summary>Whether a key is anyone's: what it gets for something that everyone may read.</summary>
    protected async Task<HttpStatusCode> Try(string secret) => (await App.ClientWith(secret).GetAsync("/v1/states")).StatusCode;

    protected async Task<object?> Sql(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }
}

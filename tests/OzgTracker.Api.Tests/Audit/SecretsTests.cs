using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;
using OzgTracker.Api.Tests.Hosting;
using OzgTracker.Operations;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Audit;

/// <summary>A token, wherever a client puts it, is in no log, no row and no answer; a whole process is looked at.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class SecretsTests
{
    const string Marker = "q7Zr9vXk2MtLw4Bn", Password = "only-in-tests";

    [Test]
    public async Task Tokens_and_queries_stay_where_they_are()
    {
        await using var database = await ReferenceData.CloneAsync();
        await using var api = await ApiProcess.Start(
            ("ConnectionStrings__OzgTracker", OzgTracker.Testing.Roles.As(OzgTracker.Testing.Roles.App, database.ConnectionString)),
            ("ConnectionStrings__OzgTrackerProjector", OzgTracker.Testing.Roles.As(OzgTracker.Testing.Roles.Projector, database.ConnectionString)),
            (ServerSafety.PermissionVariable, "1"),
            ("Access__DevelopmentTokens", "true"),
            ("Logging__LogLevel__Default", "Information"));
        var token = (await DevelopmentTokens.OfHomeAsync(api.Home.FullName, CancellationToken.None))
            .Create(new TokenHolder("reader", [], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var signature = token.Split('.')[2];

        using var client = new HttpClient { BaseAddress = api.Address };
        var answers = new StringBuilder();
        foreach (var (url, header) in (IEnumerable<(string, string?)>)
        [
            ("/v1/states", $"Bearer {token}"),
            ("/v1/states", $"Bearer {token}{Marker}"),
            ("/v1/states", $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("user:" + Marker))}"),
            ($"/v1/states?access_token={token}", null),
            ($"/v1/states?access_token={Marker}", $"Bearer {token}"),
            ($"/v1/audit/access?subject={Marker}", $"Bearer {token}"),
            ($"/v1/services/{Residence}/tags/{Marker}", $"Bearer {token}"),
            ($"/v1/{Marker}", $"Bearer {token}"),
        ])
        {
            using var request = new HttpRequestMessage(url.Contains("/tags/", StringComparison.Ordinal) ? HttpMethod.Delete : HttpMethod.Get, url);
            if (header is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(header);
            var response = await client.SendAsync(request);
            if (!url.Contains(Marker, StringComparison.Ordinal)) answers.Append(await response.Content.ReadAsStringAsync()).Append(response.Headers);
        }

        Assert.That(await api.Stop(), Is.Zero);
        var rows = await Rows(database);

        Assert.That(rows, Does.Contain("signed-in").And.Contain("unauthenticated").And.Contain("role-not-allowed").And.Contain("started").And.Contain("stopped"));
        Assert.That(api.Output, Does.Contain("unauthenticated").And.Contain("role-not-allowed"));
        foreach (var text in (string[])[rows, api.Output, answers.ToString()])
        {
            Assert.That(text, Does.Not.Contain(signature));
            Assert.That(text, Does.Not.Contain(Marker));
            Assert.That(text, Does.Not.Contain(Password));
            Assert.That(text, Does.Not.Contain("access_token="));
        }

        Assert.That(api.Output, Does.Contain("\"Code\":\"role-not-allowed\""), "A collector gets values, not only text.");
        Assert.That(api.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(IsJson), Is.All.True, api.Output);
    }

    /// <summary>On a database of one's own a collector reads the log.</summary>
    static bool IsJson(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement.TryGetProperty("Message", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static async Task<string> Rows(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("select string_agg(event::text, E'\\n') from ozg.access_event as event");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

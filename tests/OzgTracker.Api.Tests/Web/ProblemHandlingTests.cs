using System.Net.Sockets;
using System.Text;
using OzgTracker.Api.Web;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Refusals that no endpoint makes.</summary>
public sealed class ProblemHandlingTests : ApiFixture
{
    [TestCase("/")]
    [TestCase("/v1")]
    [TestCase("/v1/nothing")]
    [TestCase("/v2/states")]
    [TestCase("/v1/municipalities/05314000/services/10124/reports/7")]
    [TestCase("/v1/states/", TestName = "A trailing slash after a list")]
    [TestCase("/v1/municipalities/05314000/", TestName = "A trailing slash after a unit")]
    [TestCase("/health/live/", TestName = "A trailing slash after liveness")]
    [TestCase("/openapi/v2.json")]
    public async Task An_unknown_path_is_not_found(string path) => await AssertProblem(await App.Anonymous.GetAsync(path), 404, "not-found");

    [Test]
    public async Task An_unknown_path_is_not_found_with_a_token_either() =>
        await AssertProblem(await App.ClientFor("reporter", Bonn).GetAsync("/v1/nothing"), 404, "not-found");

    [TestCase("POST", "/v1/states", "GET, HEAD")]
    [TestCase("DELETE", "/v1/municipalities/05314000/services/10124", "GET, HEAD")]
    [TestCase("GET", "/v1/municipalities/05314000/services/10124/reports", "POST")]
    [TestCase("POST", "/v1/municipalities/05314000/services/10124/not-competent", "DELETE, PUT")]
    [TestCase("TRACE", "/v1/states", "GET, HEAD")]
    [TestCase("OPTIONS", "/v1/states", "GET, HEAD")]
    [TestCase("PATCH", "/health/live", "GET, HEAD")]
    public async Task A_method_that_the_address_does_not_answer_is_named_with_those_it_does(string method, string path, string allowed)
    {
        var response = await App.Anonymous.Send(new HttpMethod(method), path);

        await AssertProblem(response, 405, "method-not-allowed");
        Assert.That(response.Content.Headers.Allow.Order(StringComparer.Ordinal), Is.EqualTo(allowed.Split(", ")));
    }

    [TestCase("application/xml")]
    [TestCase("text/csv")]
    [TestCase("image/png, text/html;q=0.5")]
    public async Task A_refusal_is_a_problem_whatever_the_client_accepts(string accept)
    {
        await AssertProblem(await App.Anonymous.Get("/v1/states?limit=0", ("Accept", accept)), 400, "invalid-request");
        await AssertProblem(await App.Anonymous.Get("/v1/nothing", ("Accept", accept)), 404, "not-found");
        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, CellUrl(Bonn, Residence) + "/reports", new { level = 1 }, ("Accept", accept)), 401, "unauthenticated");
    }

    [Test]
    public async Task The_instance_is_the_path_and_the_trace_is_the_caller_s()
    {
        var response = await App.Anonymous.Get("/v1/nothing", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        var problem = await AssertProblem(response, 404, "not-found");
        Assert.That(problem.Text("instance"), Is.EqualTo("/v1/nothing"));
        Assert.That(problem.Text("traceId"), Is.EqualTo("0af7651916cd43dd8448eb211c80319c"));
    }

    [Test]
    public async Task A_missing_table_is_an_internal_error_that_says_nothing_about_itself()
    {
        await Execute("alter table log.mt_events rename to mt_events_away");
        try
        {
            await AssertProblem(await App.Anonymous.GetAsync(CellUrl(Bonn, Residence)), 500, "internal-error");
        }
        finally
        {
            await Execute("alter table log.mt_events_away rename to mt_events");
        }
    }

    /// <summary>A full disk keeps a session from beginning with "could not write init file", FATAL and XX000.</summary>
    [TestCase("ERROR", "XX000", ExpectedResult = "internal-error")]
    [TestCase("ERROR", "42P01", ExpectedResult = "internal-error")]
    [TestCase("ERROR", "53100", ExpectedResult = "temporarily-unavailable")]
    [TestCase("FATAL", "XX000", ExpectedResult = "temporarily-unavailable")]
    [TestCase("FATAL", "3D000", ExpectedResult = "temporarily-unavailable")]
    [TestCase("PANIC", "XX000", ExpectedResult = "temporarily-unavailable")]
    public string A_session_that_the_database_ends_or_does_not_begin_is_no_defect_of_ours(string severity, string state) =>
        ProblemHandling.CodeOf(new Npgsql.PostgresException("could not write init file", severity, severity, state));

    [Test]
    public async Task No_answer_names_the_server()
    {
        foreach (var path in (string[])["/v1/states", "/v1/nothing", "/health/live", "/docs/index.html"])
            Assert.That((await App.Anonymous.GetAsync(path)).Headers.Contains("Server"), Is.False, path);
    }

    [Test]
    public async Task Garbage_instead_of_HTTP_is_refused()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(App.Anonymous.BaseAddress!.Host, App.Anonymous.BaseAddress.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /v1/states%00 HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        var answer = new byte[64];
        var read = await socket.GetStream().ReadAtLeastAsync(answer, 12);

        Assert.That(Encoding.ASCII.GetString(answer, 0, read), Does.StartWith("HTTP/1.1 400"));
    }

    async Task Execute(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

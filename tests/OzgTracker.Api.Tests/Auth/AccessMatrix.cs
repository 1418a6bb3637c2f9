using System.Net.Http.Headers;
using System.Text;
using OzgTracker.Api.Tests.Contract;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Every operation of the contract, asked by everybody for units of their own and of others. What may be is written down here anew, not asked of the program.</summary>
public abstract class AccessMatrix : ApiFixture
{
    static readonly string[] Traps =
    [
        "0531500", "5315000", "53150000", "05315000%20", "%2005315000", "05315000%00", "05315000%2F..%2F05314000", "%D9%A0%D9%A5%D9%A3%D9%A1%D9%A5%D9%A0%D9%A0%D9%A0", "05315%25", "05315_00",
        "05315000;05314000", "05315000,05314000", "*", "05315000%0A",
    ];

    /// <summary>Units that somebody asks for; the last is nobody's.</summary>
    static readonly string[] Units = [Bonn, Cologne, Buesum, BuesumWesselburen, Dithmarschen, "05999999"];

    private protected static readonly Principal[] Principals =
    [
        new("nobody", null, [], []),
        new("reader", "reader", [], []),
        new("reporter without keys", "reporter", [], []),
        new("reporter of Köln", "reporter", [Cologne], [Cologne]),
        new("reporter of Bonn", "reporter", [Bonn], [Bonn]),
        new("reporter of an Amt", "reporter", [BuesumWesselburen], [BuesumWesselburen, Buesum]),
        new("reporter of a Kreis", "reporter", [Dithmarschen], [Dithmarschen, BuesumWesselburen, Buesum]),
        new("IT provider", "reporter", [Cologne, Buesum], [Cologne, Buesum]),
        new("reporter of a Land", "reporter", ["05"], [Bonn, Cologne, "05999999"]),
        new("reporter with Länder in the wrong claim", "reporter", [], []) { States = ["05"] },
        new("coordinator without Länder", "coordinator", [], []),
        new("coordinator of Nordrhein-Westfalen", "coordinator", [], [Bonn, Cologne, "05999999"]) { States = ["05"] },
        new("coordinator of Schleswig-Holstein", "coordinator", [], [Dithmarschen, BuesumWesselburen, Buesum]) { States = ["01"] },
        new("coordinator with keys in the wrong claim", "coordinator", ["05", Cologne], []),
        new("administrator", "admin", [], []),
        new("administrator with keys", "admin", ["05", Cologne], []) { States = ["05"] },
    ];

    /// <summary>Who may call what changes something, and what is for administrators only; everything else that is not open may be read by every role.</summary>
    static readonly Dictionary<string, Right> Rights = new(StringComparer.Ordinal)
    {
        ["GET /health/live"] = Right.Open,
        ["GET /health/ready"] = Right.Open,
        ["GET /v1/problems"] = Right.Open,
        ["GET /v1/metrics"] = Right.Open,
        ["GET /docs/metrics"] = Right.Open,
        ["GET /v1/catalog"] = Right.Open,
        ["GET /.well-known/api-catalog"] = Right.Open,
        ["GET /.well-known/oauth-protected-resource"] = Right.Open,
        ["GET /.well-known/security.txt"] = Right.Open,
        ["POST /v1/what-if"] = Right.Read,
        [Cell("reports")] = Right.Report,
        [Cell("confirmations")] = Right.Report,
        [Cell("corrections")] = Right.Report,
        [Cell("withdrawals")] = Right.Report,
        [Cell("plans")] = Right.Report,
        [Cell("milestones")] = Right.Report,
        [Cell("efa-adoptions")] = Right.Report,
        [Cell("not-competent", "PUT")] = Right.Report,
        [Cell("not-competent", "DELETE")] = Right.Report,
        [Cell("verifications")] = Right.Coordinate,
        [Cell("disputes")] = Right.Coordinate,
        [Cell("evidence")] = Right.ReportOrCoordinate,
        [Cell("evidence-refutations")] = Right.ReportOrCoordinate,
        ["PUT /v1/municipalities/{key}/profile"] = Right.ReportOrCoordinate,
        ["POST /v1/reports"] = Right.ReportItems,
        ["PUT /v1/services/{ozgId}/competence/{state}"] = Right.CoordinateNorthRhine,
        ["POST /v1/targets"] = Right.CoordinateNorthRhine,
        ["PUT /v1/targets/{id}"] = Right.CoordinateNorthRhine,
        ["DELETE /v1/targets/{id}"] = Right.CoordinateNorthRhine,
        ["POST /v1/efa-offers"] = Right.CoordinateNorthRhine,
        ["PUT /v1/efa-offers/{id}"] = Right.CoordinateNorthRhine,
        ["DELETE /v1/efa-offers/{id}"] = Right.CoordinateNorthRhine,
        ["GET /v1/api-keys"] = Right.Administer,
        ["POST /v1/api-keys"] = Right.Administer,
        ["GET /v1/api-keys/{id}"] = Right.Administer,
        ["POST /v1/api-keys/{id}/rotations"] = Right.Administer,
        ["DELETE /v1/api-keys/{id}"] = Right.Administer,
        ["GET /v1/audit/access"] = Right.Administer,
        ["GET /v1/webhooks"] = Right.AdministerOrCoordinate,
        ["POST /v1/webhooks"] = Right.AdministerOrCoordinateNorthRhine,
        ["GET /v1/webhooks/{id}"] = Right.AdministerOrCoordinate,
        ["DELETE /v1/webhooks/{id}"] = Right.AdministerOrCoordinate,
        ["POST /v1/webhooks/{id}/test"] = Right.AdministerOrCoordinate,
        ["POST /v1/webhooks/{id}/rotations"] = Right.AdministerOrCoordinate,
        ["POST /v1/webhooks/{id}/activations"] = Right.AdministerOrCoordinate,
        ["GET /v1/webhooks/{id}/deliveries"] = Right.AdministerOrCoordinate,
        ["PUT /v1/services/{ozgId}/tags/{tag}"] = Right.Administer,
        ["DELETE /v1/services/{ozgId}/tags/{tag}"] = Right.Administer,
        ["PUT /v1/maturity-models/{id}"] = Right.Administer,
        ["PUT /v1/maturity-models/{id}/mappings/{to}"] = Right.Administer,
    };

    readonly Dictionary<Principal, HttpClient> clients = [];

    public static IEnumerable<string> Operations => SampleRequest.OfOperations.Select(operation => $"{operation.Method} {operation.Route}");

    /// <summary>Whoever reads needs a token here.</summary>
    protected override (string, string)[] Settings => [("Access:PublicRead", "false")];

    /// <summary>What a principal sends in the header Authorization; null when there cannot be such a one.</summary>
    private protected abstract Task<AuthenticationHeaderValue?> Credential(Principal principal);

    [OneTimeSetUp]
    public async Task Introduce()
    {
        foreach (var principal in Principals)
        {
            var credential = principal.Role is null ? null : await Credential(principal);
            if (principal.Role is not null && credential is null) continue;
            var client = App.NewClient();
            client.DefaultRequestHeaders.Authorization = credential;
            clients.Add(principal, client);
        }

        // What is changed and dropped below is there first.
        foreach (var operation in (string[])["POST /v1/targets", "POST /v1/efa-offers"])
            Assert.That((await Send(Principals.First(principal => principal.States is ["05"] && principal.Role == "coordinator"), Sample(operation), null)).IsSuccessStatusCode, Is.True, operation);
    }

    [TestCaseSource(nameof(Operations))]
    public async Task An_operation_is_for_whom_it_is_for(string operation)
    {
        var right = RightOf(operation);
        var sample = Sample(operation);
        foreach (var principal in clients.Keys)
        {
            // Reading does not depend on the unit, so one that exists and one that does not are enough.
            foreach (var unit in right is Right.Read or Right.Open ? [Cologne, Units[^1]] : Units)
            {
                using var answer = await Send(principal, sample, unit);
                var body = IsStream(answer) ? "" : await answer.Content.ReadAsStringAsync();
                var expected = Expected(right, principal, unit);
                Assert.That(Refusal(answer, body), Is.EqualTo(expected), $"{operation}, {principal.Name}, {unit}: {body}");
                if (right == Right.ReportItems && expected is null) AssertItem(body, principal.Covers.Contains(unit));
                if (!sample.Path.Contains(Cologne, StringComparison.Ordinal) && sample.Body?.Contains(Cologne, StringComparison.Ordinal) != true) break;
            }
        }
    }

    [TestCaseSource(nameof(Operations))]
    public async Task What_only_looks_like_an_own_key_is_none(string operation)
    {
        var sample = Sample(operation);
        if (RightOf(operation) is Right.Open or Right.Read || !sample.Path.Contains(Cologne, StringComparison.Ordinal)) Assert.Pass("It names no unit that somebody writes for.");
        foreach (var trap in Traps)
        {
            foreach (var principal in clients.Keys.Where(principal => principal.Covers.Contains(Cologne)))
            {
                using var answer = await Send(principal, sample, trap);
                Assert.That((int)answer.StatusCode, Is.AnyOf(400, 403, 404), $"{operation}, {principal.Name}, {trap}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Test]
    public void Whatever_changes_something_is_in_the_matrix() =>
        Assert.That(Operations.Where(operation => !operation.StartsWith("GET ", StringComparison.Ordinal) && !Rights.ContainsKey(operation)), Is.Empty);

    [OneTimeTearDown]
    public void Leave()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    /// <summary>The problem code of a refusal that concerns access; null when the request was let through to the rules.</summary>
    static string? Refusal(HttpResponseMessage answer, string body) => (int)answer.StatusCode switch
    {
        401 or 403 => System.Text.Json.JsonDocument.Parse(body).RootElement.Text("type")!.Split('/')[^1],
        >= 500 when !answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/health", StringComparison.Ordinal) => $"status {(int)answer.StatusCode}",
        _ => null,
    };

    static string? Expected(Right right, Principal principal, string unit)
    {
        if (right == Right.Open) return null;
        if (principal.Role is not { } role) return "unauthenticated";
        var isNorthRhine = principal.States.Contains("05");
        return (right, role) switch
        {
            (Right.Read, _) => null,
            (Right.Administer or Right.AdministerOrCoordinate or Right.AdministerOrCoordinateNorthRhine, "admin") => null,
            (Right.AdministerOrCoordinate, "coordinator") => null,
            (Right.ReportItems, "reporter") => null,
            (Right.Report or Right.ReportOrCoordinate, "reporter") => principal.Covers.Contains(unit) ? null : "outside-your-keys",
            (Right.Coordinate or Right.ReportOrCoordinate, "coordinator") => principal.Covers.Contains(unit) ? null : "outside-your-states",
            (Right.CoordinateNorthRhine or Right.AdministerOrCoordinateNorthRhine, "coordinator") => isNorthRhine ? null : "outside-your-states",
            _ => "role-not-allowed",
        };
    }

    /// <summary>A foreign item of many is refused alone.</summary>
    static void AssertItem(string body, bool isOwn)
    {
        var item = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("items")[0];
        Assert.That(item.TryGetProperty("code", out var code) && code.GetString() == "outside-your-keys", Is.EqualTo(!isOwn), body);
    }

    static Right RightOf(string operation) => Rights.TryGetValue(operation, out var right) ? right : Right.Read;

    static SampleRequest Sample(string operation) => SampleRequest.OfOperations.First(one => $"{one.Method} {one.Route}" == operation).Sample
        ?? throw new InvalidOperationException($"openapi/ozgtracker.http has no request for {operation}.");

    static string Cell(string command, string method = "POST") => $"{method} /v1/municipalities/{{key}}/services/{{ozgId}}/{command}";

    /// <summary>The sample, sent by somebody and about a unit instead of Köln.</summary>
    Task<HttpResponseMessage> Send(Principal principal, SampleRequest sample, string? unit)
    {
        var path = unit is null ? sample.Path : sample.Path.Replace(Cologne, unit, StringComparison.Ordinal);
        var body = unit is null ? sample.Body : sample.Body?.Replace(Cologne, unit, StringComparison.Ordinal);
        return clients[principal].SendAsync(new HttpRequestMessage(sample.Method, path + sample.Query)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        }, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>What does not end.</summary>
    static bool IsStream(HttpResponseMessage answer) => answer.Content.Headers.ContentType?.MediaType == "text/event-stream";

    enum Right
    {
        Read,
        Open,
        Report,
        Coordinate,
        ReportOrCoordinate,
        ReportItems,
        CoordinateNorthRhine,
        Administer,
        AdministerOrCoordinate,
        AdministerOrCoordinateNorthRhine,
    }

    /// <param name="Covers">The units that it may write for, as a person would say it.</param>
    private protected sealed record Principal(string Name, string? Role, string[] Keys, string[] Covers)
    {
        public string[] States { get; init; } = [];
    }
}

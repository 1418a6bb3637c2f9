using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Web;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Web;

public sealed class EndpointMappingTests : ApiFixture
{
    static readonly string[] Open =
    [
        "/health/live", "/health/ready", "/v1/problems", "/v1/metrics", "/docs/metrics", "/v1/catalog", "/.well-known/api-catalog", "/.well-known/security.txt",
        "/.well-known/oauth-protected-resource",
    ];

    /// <summary>Requests with a body that change nothing.</summary>
    static readonly string[] Questions = ["/v1/what-if"];

    /// <summary>Writes whose answer holds a secret, which is stored nowhere.</summary>
    static readonly string[] HandOutSecrets = ["/v1/api-keys", "/v1/api-keys/{id}/rotations", "/v1/webhooks", "/v1/webhooks/{id}/rotations"];

    RouteEndpoint[] Mapped => [.. App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Test]
    public void Every_endpoint_has_a_policy()
    {
        Assert.That(Mapped, Is.Not.Empty);
        foreach (var endpoint in Mapped) Assert.That(endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy, Is.Not.Null.And.Not.Empty, endpoint.DisplayName);
    }

    [Test]
    public void Only_what_says_nothing_about_municipalities_is_open_to_everyone() =>
        Assert.That(Mapped.Where(endpoint => Policy(endpoint) == "open").Select(endpoint => endpoint.RoutePattern.RawText), Is.EquivalentTo(Open));

    [Test]
    public void Whatever_changes_something_needs_a_role()
    {
        var writing = Mapped.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointDefinition>() is { IsWrite: true }).ToArray();

        Assert.That(writing, Has.Length.GreaterThan(12));
        Assert.That(writing.Select(Policy), Is.All.AnyOf("report", "coordinate", "report-or-coordinate", "administer", "administer-or-coordinate"));
    }

    [Test]
    public void A_body_is_a_question_only_where_the_endpoint_says_so() => Assert.That(
        Mapped.Select(endpoint => endpoint.Metadata.GetMetadata<EndpointDefinition>()!)
            .Where(definition => definition.Verb != "GET" && !definition.IsWrite).Select(definition => definition.Route),
        Is.EquivalentTo(Questions));

    [Test]
    public async Task Whatever_changes_something_documents_the_idempotency_key()
    {
        var paths = (await GetJson("/openapi/v1.json")).GetProperty("paths");
        var operations = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, Method: operation.Name, operation.Value)));

        foreach (var (path, method, operation) in operations)
        {
            var headers = operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(parameter => parameter.Text("name")).ToArray() : [];
            var takesKey = method != "get" && !Questions.Contains(path) && (method != "post" || !HandOutSecrets.Contains(path));
            Assert.That(headers.Count(name => name == "Idempotency-Key"), Is.EqualTo(takesKey ? 1 : 0), $"{method} {path}");
            Assert.That(operation.GetProperty("responses").TryGetProperty("422", out _), Is.EqualTo(takesKey), $"{method} {path}");
        }
    }

    [Test]
    public void Only_what_hands_out_a_secret_takes_no_idempotency_key() => Assert.That(
        Mapped.Select(endpoint => endpoint.Metadata.GetMetadata<EndpointDefinition>()!)
            .Where(definition => definition is { IsWrite: true, TakesKey: false }).Select(definition => definition.Route),
        Is.EquivalentTo(HandOutSecrets));

    /// <summary>What is served before routing stands outside the policies: this is all of it, and it says nothing about municipalities.</summary>
    [TestCase("/docs/index.html", 200)]
    [TestCase("/openapi/v1.json", 200)]
    [TestCase("/openapi/v2.json", 404)]
    [TestCase("/docs/..%2fappsettings.json", 404)]
    [TestCase("/appsettings.json", 404)]
    [TestCase("/", 404)]
    public async Task What_is_no_endpoint_is_documentation_or_nothing(string path, int status) =>
        Assert.That((int)(await App.Anonymous.GetAsync(path)).StatusCode, Is.EqualTo(status));

    /// <summary>Whoever saves past <c>Endpoint.Save</c> stores no answer, and a repeated request executes again.</summary>
    [Test]
    public void No_endpoint_saves_but_by_the_one_way_that_keeps_idempotency_keys()
    {
        var room = Path.Combine(Repository.Root, "src", "OzgTracker.Api");
        var saving = Directory.EnumerateFiles(room, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(room, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && File.ReadAllText(Path.Combine(room, path)).Contains("SaveChangesAsync(", StringComparison.Ordinal));

        Assert.That(saving, Is.EquivalentTo((string[])["Idempotency/KeyedRequest.cs", "Idempotency/KeyedServing.cs", "Web/Endpoint.cs"]));
    }

    [Test]
    public void Whatever_answers_GET_answers_HEAD()
    {
        foreach (var methods in Mapped.Select(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods))
            Assert.That(methods.Contains("GET"), Is.EqualTo(methods.Contains("HEAD")));
    }

    static string? Policy(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
}

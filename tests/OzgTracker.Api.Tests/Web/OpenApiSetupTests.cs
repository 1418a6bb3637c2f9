using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OzgTracker.Api.Tests.Web;

public sealed partial class OpenApiSetupTests : ApiFixture
{
    static readonly string[] Verbs = ["get", "put", "post", "delete", "patch"];

    [Test]
    public async Task The_contract_is_OpenAPI_3_1() => Assert.That((await GetJson("/openapi/v1.json")).Text("openapi"), Does.StartWith("3.1."));

    [Test]
    public async Task Every_operation_has_a_name_of_its_own()
    {
        var names = (await Operations()).Select(operation => operation.Definition.Text("operationId")).ToArray();

        Assert.That(names, Has.Length.GreaterThan(20));
        Assert.That(names, Is.Unique.And.All.Not.Empty);
    }

    [Test]
    public async Task Every_operation_says_what_it_does()
    {
        foreach (var (name, operation) in await Operations())
        {
            Assert.That(operation.Text("summary"), Is.Not.Empty, name);
            Assert.That(operation.Text("description"), Is.Not.Empty, name);
        }
    }

    [Test]
    public async Task Every_operation_documents_its_problems()
    {
        foreach (var (name, operation) in await Operations())
        {
            var refusals = operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] is '4' or '5').ToArray();
            Assert.That(refusals.Select(refusal => refusal.Name), Does.Contain("400"), name);
            if (operation.TryGetProperty("security", out _)) Assert.That(refusals.Select(refusal => refusal.Name), Is.SupersetOf((string[])["401", "403"]), name);
            foreach (var refusal in refusals.Where(refusal => name != "get /health/ready" || refusal.Name != "503"))
                Assert.That(refusal.Value.GetProperty("content").TryGetProperty("application/problem+json", out _), Is.True, $"{name} {refusal.Name}");
        }
    }

    /// <summary>Writes that speak of nothing that must be there before.</summary>
    static readonly string[] MakeWhatTheyName = ["put /v1/maturity-models/{id}", "post /v1/api-keys", "post /v1/webhooks"];

    [Test]
    public async Task Every_operation_that_writes_needs_a_token_and_documents_rules_and_versions()
    {
        var writing = (await Operations()).Where(operation => !operation.Name.StartsWith("get ", StringComparison.Ordinal)).ToArray();

        Assert.That(writing, Has.Length.GreaterThan(12));
        foreach (var (name, operation) in writing)
        {
            Assert.That(operation.GetProperty("security")[0].TryGetProperty("bearer", out _), Is.True, name);
            var takesVersion = operation.TryGetProperty("parameters", out var parameters) && parameters.EnumerateArray().Any(parameter => parameter.Text("name") == "If-Match");
            foreach (var status in takesVersion ? (string[])["404", "409", "412"] : ["404", "409"])
                if (status != "404" || !MakeWhatTheyName.Contains(name)) Assert.That(operation.GetProperty("responses").TryGetProperty(status, out _), Is.True, $"{name} {status}");
        }
    }

    /// <summary>A client that is made from the contract could send nothing else than null otherwise.</summary>
    [Test]
    public async Task A_member_that_may_be_null_may_also_be_an_object()
    {
        var profile = (await GetJson("/openapi/v1.json")).GetProperty("components").GetProperty("schemas").GetProperty("SetProfileProfile").GetProperty("properties");

        var strategy = profile.GetProperty("digitalStrategy");
        Assert.That(strategy.TryGetProperty("type", out _), Is.False, strategy.ToString());
        Assert.That(strategy.GetProperty("anyOf")[0].Text("$ref"), Is.EqualTo("#/components/schemas/SetProfileStrategy"));
        Assert.That(strategy.GetProperty("anyOf")[1].Text("type"), Is.EqualTo("null"));
    }

    [Test]
    public async Task Every_path_parameter_is_documented()
    {
        foreach (var (name, operation) in await Operations())
        {
            var documented = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(parameter => parameter.Text("in") == "path").Texts("name")
                : [];
            Assert.That(documented, Is.EquivalentTo(PathParameter().Matches(name).Select(match => match.Groups[1].Value)), name);
        }
    }

    [Test]
    public async Task The_documentation_brings_everything_along()
    {
        var response = await App.Anonymous.GetAsync("/docs");
        var page = await response.Content.ReadAsStringAsync();

        var assets = Asset().Matches(page).Select(match => match.Groups[1].Value).Where(asset => !asset.StartsWith("data:", StringComparison.Ordinal)).ToArray();

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
        Assert.That(assets, Is.Not.Empty.And.All.Not.Contain("//"));
        foreach (var asset in assets)
            Assert.That((await App.Anonymous.GetAsync(new Uri(new Uri(App.Anonymous.BaseAddress!, "/docs/"), asset))).StatusCode, Is.EqualTo(HttpStatusCode.OK), asset);
    }

    async Task<(string Name, JsonElement Definition)[]> Operations() =>
    [
        .. (await GetJson("/openapi/v1.json")).GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(operation => Verbs.Contains(operation.Name))
            .Select(operation => ($"{operation.Name} {path.Name}", operation.Value))),
    ];

    [GeneratedRegex("""\{(\w+)\}""")]
    private static partial Regex PathParameter();

    [GeneratedRegex("""(?:src|href)="([^"]+)"\s*""")]
    private static partial Regex Asset();
}

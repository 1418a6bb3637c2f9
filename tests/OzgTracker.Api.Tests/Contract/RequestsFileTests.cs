using System.Text.RegularExpressions;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Contract;

/// <summary>The file <c>openapi/ozgtracker.http</c> has a request for each operation, and none for operations that do not exist.</summary>
public sealed partial class RequestsFileTests : ApiFixture
{
    const string Contract = "/openapi/v1.json";

    [Test]
    public async Task Every_operation_has_a_request_that_people_can_send()
    {
        var requests = Requests(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi", "ozgtracker.http")));
        var operations = (await GetJson(Contract)).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Method: operation.Name.ToUpperInvariant(), Path: path.Name))).ToArray();

        Assert.That(operations.Where(operation => !requests.Any(request => IsOf(request, operation))), Is.Empty, "without a request");
        Assert.That(requests.Where(request => request.Path != Contract && !operations.Any(operation => IsOf(request, operation))), Is.Empty, "without an operation");
    }

    static (string Method, string Path)[] Requests(string file)
    {
        var variables = Variable().Matches(file).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
        return [.. Request().Matches(file).Select(match => (
            match.Groups[1].Value,
            Reference().Replace(match.Groups[2].Value, name => name.Groups[1].Value == "host" ? "" : variables[name.Groups[1].Value]).Split('?')[0].Trim()))];
    }

    static bool IsOf((string Method, string Path) request, (string Method, string Path) operation) =>
        request.Method == operation.Method && Regex.IsMatch(request.Path, $"^{Parameter().Replace(Regex.Escape(operation.Path), "[^/]+")}$");

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(GET|POST|PUT|DELETE) (\S+)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\\\{\w+\}")]
    private static partial Regex Parameter();
}

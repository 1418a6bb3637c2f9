using System.Text.Json;
using System.Text.RegularExpressions;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Contract;

/// <summary>A request that people can send: one of <c>openapi/ozgtracker.http</c>.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Query">With its question mark; empty for none.</param>
/// <param name="Body">JSON; null for none.</param>
sealed partial record SampleRequest(HttpMethod Method, string Path, string Query, string? Body)
{
    public const string ContractPath = "/openapi/v1.json";

    /// <summary>All of the file, in its order.</summary>
    public static IReadOnlyList<SampleRequest> All { get; } = Read(File.ReadAllText(System.IO.Path.Combine(Repository.Root, "openapi", "ozgtracker.http")));

    /// <summary>The operations of the published contract, each with its query parameters and the first request of the file for it; null for one that is missing.</summary>
    public static IReadOnlyList<(HttpMethod Method, string Route, IReadOnlyList<string> Parameters, SampleRequest? Sample)> OfOperations { get; } =
        [.. Operations().Select(operation => (operation.Method, operation.Route, operation.Parameters, All.FirstOrDefault(request => request.IsOf(operation.Method, operation.Route))))];

    /// <summary>Whether it is a request for an operation.</summary>
    public bool IsOf(HttpMethod method, string route) =>
        Method == method && Regex.IsMatch(Path, $"^{Parameter().Replace(Regex.Escape(route), "[^/]+")}$");

    static IEnumerable<(HttpMethod Method, string Route, IReadOnlyList<string> Parameters)> Operations()
    {
        using var contract = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(Repository.Root, "openapi", "ozgtracker.v1.json")));
        return [.. contract.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (HttpMethod.Parse(operation.Name), path.Name, Parameters(operation.Value))))];
    }

    static IReadOnlyList<string> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(parameter => parameter.Text("in") == "query").Select(parameter => parameter.Text("name")!)]
        : [];

    static SampleRequest[] Read(string file)
    {
        var variables = Variable().Matches(file).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
        return
        [
            .. Request().Matches(file).Select(match =>
            {
                var address = Reference().Replace(match.Groups["address"].Value, name => name.Groups[1].Value == "host" ? "" : variables[name.Groups[1].Value]);
                var query = address.IndexOf('?', StringComparison.Ordinal);
                var body = match.Groups["body"].Value.Trim();
                return new SampleRequest(
                    HttpMethod.Parse(match.Groups["method"].Value), query < 0 ? address : address[..query], query < 0 ? "" : address[query..], body.Length == 0 ? null : body);
            }),
        ];
    }

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|DELETE) (?<address>\S+)\n(?:[\w-]+: .*\n)*(?:\n(?<body>(?:(?!###).*\n?)*))?", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\\\{\w+\}")]
    private static partial Regex Parameter();
}

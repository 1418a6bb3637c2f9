using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OzgTracker.Api.Tests;

/// <summary>Requests as a client may send them, also as it should not, and short ways into answers.</summary>
static class Wire
{
    /// <param name="body">An object for JSON; null for none.</param>
    /// <param name="headers">Sent as they stand, however malformed.</param>
    public static Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string url, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> Get(this HttpClient client, string url, params (string Name, string Value)[] headers) =>
        client.Send(HttpMethod.Get, url, null, headers);

    public static Task<HttpResponseMessage> PostRaw(this HttpClient client, string url, byte[] body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return client.PostAsync(url, content);
    }

    public static Task<HttpResponseMessage> PostRaw(this HttpClient client, string url, string body, string? contentType = "application/json") =>
        client.PostRaw(url, Encoding.UTF8.GetBytes(body), contentType);

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static long Number(this JsonElement element, string member) => element.GetProperty(member).GetInt64();

    public static bool IsNull(this JsonElement element, string member) => element.GetProperty(member).ValueKind == JsonValueKind.Null;

    /// <summary>One member of every entry of a problem's <c>errors</c>.</summary>
    public static string?[] Errors(this JsonElement problem, string member) =>
        [.. problem.GetProperty("errors").EnumerateArray().Select(error => error.TryGetProperty(member, out var value) ? value.GetString() : null)];

    public static string?[] Texts(this IEnumerable<JsonElement> items, string member) => [.. items.Select(item => item.Text(member))];
}

using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.Api.Idempotency;

/// <summary>Tells two requests apart: SHA-256 over method, path, query in the order of its names, and the bytes of the body.</summary>
static class RequestFingerprint
{
    /// <param name="request">Its body is buffered; it is read from its beginning and left at its end.</param>
    public static async Task<byte[]> Of(HttpRequest request, CancellationToken ct)
    {
        var head = new StringBuilder();
        Add(head, request.Method.ToUpperInvariant());
        Add(head, request.PathBase.Add(request.Path).Value ?? "");
        foreach (var (name, value) in request.Query.SelectMany(parameter => parameter.Value, (parameter, value) => (parameter.Key, Value: value ?? ""))
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal).ThenBy(parameter => parameter.Value, StringComparer.Ordinal))
        {
            Add(head, name);
            Add(head, value);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(head.ToString())));
        request.Body.Position = 0;
        hash.AppendData(await SHA256.HashDataAsync(request.Body, ct));
        return hash.GetHashAndReset();
    }

    /// <summary>With its length, so that no two lists of parts make the same text.</summary>
    static void Add(StringBuilder head, string part) => head.Append(part.Length).Append(':').Append(part);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;

namespace OzgTracker.Api.Web;

/// <summary>Reads bodies strictly: no unknown or repeated members, no comments, no numbers as text, valid UTF-8 only.</summary>
static class JsonBody
{
    /// <summary>Longer texts are no remarks.</summary>
    const int LongestText = 4_000;

    static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 32,
        Converters = { new PlainText(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static async Task<object?> Read(HttpRequest request, Type type, bool isOptional, List<FieldError> errors)
    {
        var isEmpty = request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey(HeaderNames.TransferEncoding));
        if (isEmpty)
        {
            if (!isOptional) errors.Add(new("missing-body", "The request needs a JSON body.", Pointer: ""));
            return null;
        }

        if (!request.HasJsonContentType()) throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var body = await JsonSerializer.DeserializeAsync(request.Body, type, Strict, request.HttpContext.RequestAborted);
            if (body is null) errors.Add(new("missing-body", "The body must be a JSON object, not null.", Pointer: ""));
            return body;
        }
        catch (JsonException error)
        {
            errors.Add(Explain(error));
            return null;
        }
    }

    static FieldError Explain(JsonException error)
    {
        var pointer = Pointer(error.Path);
        var message = error.Message;
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return new("unknown-member", "The body has a member that this operation does not know; remove it or correct its name.", pointer);
        if (message.Contains("Duplicate propert", StringComparison.OrdinalIgnoreCase) || message.Contains("duplicate", StringComparison.OrdinalIgnoreCase))
            return new("repeated-member", "The body has a member twice; send it once.", pointer);
        if (message.Contains("missing required", StringComparison.Ordinal))
            return new("missing-member", "The body lacks required members: " + message[(message.LastIndexOf(':') + 1)..].Trim(), pointer);
        if (error.InnerException is FormatException or TextException)
            return new("invalid-value", error.InnerException.Message, pointer);
        if (error.LineNumber is { } line && error.InnerException is JsonException or null && message.Contains("is an invalid", StringComparison.Ordinal))
            return new("invalid-json", $"The body is not valid JSON, line {line + 1}, byte {error.BytePositionInLine + 1}.", pointer);
        return new("invalid-value", $"The value does not fit the member, or the JSON ends or breaks there (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).", pointer);
    }

    /// <summary><c>$.leikaIds[2]</c> as <c>/leikaIds/2</c>.</summary>
    static string Pointer(string? path) =>
        (path ?? "$").TrimStart('$').Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
            .Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    /// <summary>A text that PostgreSQL cannot store, or that nobody would read.</summary>
    sealed class TextException(string message) : FormatException(message);

    sealed class PlainText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException("A text is expected.", new TextException("The value must be text in quotes."));
            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException broken)
            {
                throw new JsonException("The text is not valid UTF-8.", new TextException("The text is not valid UTF-8: " + broken.GetType().Name));
            }

            if (text.Length > LongestText) throw new JsonException("The text is too long.", new TextException($"The text has {text.Length} characters, at most {LongestText} are allowed."));
            if (text.Contains('\0', StringComparison.Ordinal)) throw new JsonException("The text has a NUL.", new TextException("The text must not contain the character U+0000."));
            return text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Web;

/// <summary>Reads bodies strictly: no unknown or repeated members, no comments, no numbers as text, valid UTF-8 only.</summary>
sealed partial class JsonBody(BodyOptions limits)
{
    readonly JsonSerializerOptions strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = limits.Depth,
        Converters = { new PlainText(limits.TextCharacters), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public async Task<object?> Read(HttpRequest request, Type type, bool isOptional, List<FieldError> errors)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            if (!isOptional) errors.Add(new("missing-body", "The request needs a JSON body.", Pointer: ""));
            return null;
        }

        if (!request.HasJsonContentType()) throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var body = await JsonSerializer.DeserializeAsync(new BoundedJsonStream(request.Body, limits), type, strict, request.HttpContext.RequestAborted);
            if (body is null) errors.Add(new("missing-body", "The body must be a JSON object, not null.", Pointer: ""));
            return body;
        }
        catch (JsonException error)
        {
            errors.Add(Explain(error));
            return null;
        }
        catch (JsonLimitException error)
        {
            errors.Add(new(error.Code, error.Message, Pointer: ""));
            return null;
        }
    }

    static FieldError Explain(JsonException error)
    {
        var pointer = Pointer(error.Path);
        var message = error.Message;   // for developers, with type names: only to be recognised, never to be passed on
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return new("unknown-member", "The body has a member that this operation does not know; remove it or correct its name.", pointer);
        if (message.Contains("Duplicate propert", StringComparison.OrdinalIgnoreCase) || message.Contains("duplicate", StringComparison.OrdinalIgnoreCase))
            return new("repeated-member", "The body has a member twice; send it once.", pointer);
        if (message.Contains("missing required", StringComparison.Ordinal))
            return new("missing-member", $"The body lacks {string.Join(", ", QuotedName().Matches(message).Select(name => name.Value))}.", pointer);
        if (error.InnerException is TextException text)
            return new("invalid-value", text.Message, pointer);
        var place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
        return error.InnerException is JsonException   // the reader's, below the serialiser's
            ? new("invalid-json", $"The body is not valid JSON, or too deep, at {place}.", pointer)
            : new("invalid-value", $"The value at {place} is not one that this member takes.", pointer);
    }

    /// <summary><c>$.leikaIds[2]['a.b']</c> as <c>/leikaIds/2/a.b</c>.</summary>
    static string Pointer(string? path) => string.Concat(PathStep().Matches(path ?? "")
        .Select(step => "/" + step.Groups["name"].Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    [GeneratedRegex(@"\['(?<name>.*?)'\](?=[.[]|$)|\[(?<name>\d+)\]|\.(?<name>[^.[]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex PathStep();

    [GeneratedRegex(@"'\w+'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex QuotedName();

    /// <summary>A text that PostgreSQL cannot store, or that nobody would read.</summary>
    sealed class TextException(string message) : FormatException(message);

    sealed class PlainText(int longest) : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            return reader.TokenType == JsonTokenType.String
                ? Text(ref reader)
                : throw new JsonException("A text is expected.", new TextException("The value must be text in quotes."));
        }

        /// <summary>Names of a dictionary are texts, too.</summary>
        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        string Text(ref Utf8JsonReader reader)
        {
            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw new JsonException("The text is not valid UTF-8.", new TextException("The text is not valid UTF-8, or half of a surrogate pair."));
            }

            if (text.Length > longest) throw new JsonException("The text is too long.", new TextException($"The text has {text.Length} characters, at most {longest} are allowed."));
            if (text.Contains('\0', StringComparison.Ordinal)) throw new JsonException("The text has a NUL.", new TextException("The text must not contain the character U+0000."));
            return text;
        }
    }
}

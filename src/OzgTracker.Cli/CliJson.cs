using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OzgTracker.Cli;

/// <summary>The form of <c>--json</c>: names as in the API, umlauts as they are.</summary>
static class CliJson
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // never part of a page
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(TextWriter target, T value) => target.WriteLine(JsonSerializer.Serialize(value, Options));
}

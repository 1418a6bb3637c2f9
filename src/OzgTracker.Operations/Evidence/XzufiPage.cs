using System.Text.Json;

namespace OzgTracker.Operations;

/// <summary>One answer of a feed.</summary>
/// <param name="Objects">A message of XZuFi as text; empty where nothing is new.</param>
/// <param name="IsComplete">Whether nothing more is to be asked for now (<c>vollstaendig</c>).</param>
/// <param name="NextIndex">Where the next question begins.</param>
/// <param name="NextUrl">The next question, where the feed words it itself.</param>
sealed record XzufiPage(string Objects, bool IsComplete, long NextIndex, string? NextUrl)
{
    const string Expected = "Expected xzufiObjekte (text), vollstaendig (true or false) and naechsterIndex (a number)";

    /// <exception cref="FeedException">The answer has another form.</exception>
    public static XzufiPage Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("vollstaendig", out var complete) || complete.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || !root.TryGetProperty("naechsterIndex", out var next) || next.ValueKind != JsonValueKind.Number || !next.TryGetInt64(out var index) || index < 0)
                throw new FeedException($"The answer of the feed has another form. {Expected}.");
            return new XzufiPage(Text(root, "xzufiObjekte") ?? "", complete.GetBoolean(), index, Text(root, "naechsteAnfrageUrl"));
        }
        catch (JsonException error)
        {
            throw new FeedException($"The answer of the feed is no JSON. {Expected}.", error);
        }
    }

    static string? Text(JsonElement root, string name) => !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FeedException($"The answer of the feed has another form: {name} is no text. {Expected}.");
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace OzgTracker.Api.Tests.Discovery;

/// <summary>Reads triples out of Turtle and out of flat JSON-LD, by the rules of these formats and not by those of our writer; as lines, so that sets of them can be compared.</summary>
static partial class RdfReading
{
    const string Type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    public static HashSet<string> OfTurtle(string text)
    {
        var (prefixes, triples) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var tokens = new Queue<string>(Token().Matches(text).Select(match => match.Value.Trim()).Where(token => token.Length > 0));
        if (Token().Replace(text, "").Trim() is { Length: > 0 } rest) throw new FormatException($"This is no Turtle: {rest}");
        while (tokens.TryDequeue(out var token))
        {
            if (token == "@prefix")
            {
                prefixes[tokens.Dequeue().TrimEnd(':')] = tokens.Dequeue()[1..^1];
                Expect(tokens, ".");
                continue;
            }

            var subject = Resource(token, prefixes);
            string separator;
            do
            {
                var predicate = tokens.Dequeue() is var word && word == "a" ? Type : Resource(word, prefixes);
                do triples.Add($"<{subject}> <{predicate}> {Object(tokens, prefixes)}");
                while ((separator = tokens.Dequeue()) == ",");
            }
            while (separator == ";");
            if (separator != ".") throw new FormatException($"A subject ends with {separator}.");
        }

        return triples;
    }

    public static HashSet<string> OfJsonLd(string text)
    {
        var document = JsonDocument.Parse(text).RootElement;
        var prefixes = document.GetProperty("@context").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);
        var triples = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in document.GetProperty("@graph").EnumerateArray())
        {
            var subject = Whole(node.Text("@id")!, prefixes);
            foreach (var member in node.EnumerateObject().Where(member => member.Name != "@id"))
            {
                foreach (var value in member.Value.EnumerateArray())
                {
                    triples.Add(member.Name == "@type"
                        ? $"<{subject}> <{Type}> <{Whole(value.GetString()!, prefixes)}>"
                        : $"<{subject}> <{Whole(member.Name, prefixes)}> {Object(value, prefixes)}");
                }
            }
        }

        return triples;
    }

    static string Object(JsonElement value, Dictionary<string, string> prefixes)
    {
        if (value.TryGetProperty("@id", out var id)) return $"<{Whole(id.GetString()!, prefixes)}>";
        var language = value.TryGetProperty("@language", out var code) ? "@" + code.GetString() : "";
        var type = value.TryGetProperty("@type", out var datatype) ? $"^^<{Whole(datatype.GetString()!, prefixes)}>" : "";
        return $"\"{value.Text("@value")}\"{language}{type}";
    }

    static string Object(Queue<string> tokens, Dictionary<string, string> prefixes)
    {
        var token = tokens.Dequeue();
        if (token[0] != '"') return $"<{Resource(token, prefixes)}>";
        var end = token.LastIndexOf('"');
        var text = Escape().Replace(token[1..end], match => match.Value switch { "\\n" => "\n", "\\r" => "\r", var escaped => escaped[1..] });
        var rest = token[(end + 1)..];
        return $"\"{text}\"{(rest.StartsWith("^^", StringComparison.Ordinal) ? $"^^<{Resource(rest[2..], prefixes)}>" : rest)}";
    }

    static string Resource(string token, Dictionary<string, string> prefixes)
    {
        if (token is ['<', .., '>']) return token[1..^1];
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && prefixes.TryGetValue(token[..colon], out var space) ? space + token[(colon + 1)..] : throw new FormatException($"{token} is no resource.");
    }

    static string Whole(string name, Dictionary<string, string> prefixes)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && prefixes.TryGetValue(name[..colon], out var space) ? space + name[(colon + 1)..] : name;
    }

    static void Expect(Queue<string> tokens, string expected)
    {
        if (tokens.Dequeue() is var token && token != expected) throw new FormatException($"{expected} is expected, found {token}.");
    }

    [GeneratedRegex("""@prefix|<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n\r]|\\.)*"(?:@[a-z-]+|\^\^(?:<[^<>\s]*>|[\w-]+:\w+))?|[\w-]+:\w*|\ba\b|[.;,]|\s+""")]
    private static partial Regex Token();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}

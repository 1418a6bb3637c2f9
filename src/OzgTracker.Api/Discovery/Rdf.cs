using System.Text;
using System.Text.Json.Nodes;

namespace OzgTracker.Api.Discovery;

/// <summary>An object of a triple: a resource or a text.</summary>
/// <param name="Value">Address of the resource, or the text.</param>
/// <param name="IsResource">Which of the two.</param>
/// <param name="Language">Of a text in a language.</param>
/// <param name="Datatype">Address of the type of any other text that is no plain one.</param>
sealed record RdfObject(string Value, bool IsResource, string? Language = null, string? Datatype = null);

/// <summary>Triples of which each subject and predicate is a resource, in the order in which they were said; written as Turtle or as JSON-LD.</summary>
sealed class RdfGraph(IReadOnlyList<(string Prefix, string Namespace)> prefixes)
{
    const string Type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    readonly List<(string Subject, string Predicate, RdfObject Object)> triples = [];

    public IReadOnlyList<(string Subject, string Predicate, RdfObject Object)> Triples => triples;

    /// <summary>Says a resource of a subject. Names with a known prefix may be short.</summary>
    public void Add(string subject, string predicate, string resource) => triples.Add((Whole(subject), Whole(predicate), new RdfObject(Whole(resource), IsResource: true)));

    /// <summary>Says what a subject is.</summary>
    public void IsA(string subject, string type) => Add(subject, Type, type);

    /// <summary>Says a text of a subject.</summary>
    /// <param name="datatype">Null for a plain text.</param>
    public void Text(string subject, string predicate, string text, string? language = null, string? datatype = null) =>
        triples.Add((Whole(subject), Whole(predicate), new RdfObject(text, IsResource: false, language, datatype is null ? null : Whole(datatype))));

    public string ToTurtle()
    {
        var text = new StringBuilder();
        foreach (var (prefix, whole) in prefixes) text.Append($"@prefix {prefix}: <{whole}> .\n");
        foreach (var subject in triples.GroupBy(triple => triple.Subject))
        {
            text.Append($"\n{Short(subject.Key)}\n");
            var said = subject.GroupBy(triple => triple.Predicate).Select(predicate =>
                $"    {(predicate.Key == Type ? "a" : Short(predicate.Key))} {string.Join(", ", predicate.Select(triple => Turtle(triple.Object)))}");
            text.Append(string.Join(" ;\n", said)).Append(" .\n");
        }

        return text.ToString();
    }

    public JsonObject ToJsonLd()
    {
        var context = new JsonObject();
        foreach (var (prefix, whole) in prefixes) context[prefix] = whole;
        var graph = new JsonArray();
        foreach (var subject in triples.GroupBy(triple => triple.Subject))
        {
            var node = new JsonObject { ["@id"] = subject.Key };
            foreach (var predicate in subject.GroupBy(triple => triple.Predicate))
            {
                if (predicate.Key == Type) node["@type"] = new JsonArray([.. predicate.Select(triple => JsonValue.Create(Name(triple.Object.Value)))]);
                else node[Name(predicate.Key)] = new JsonArray([.. predicate.Select(triple => JsonLd(triple.Object))]);
            }

            graph.Add(node);
        }

        return new JsonObject { ["@context"] = context, ["@graph"] = graph };
    }

    JsonObject JsonLd(RdfObject one)
    {
        if (one.IsResource) return new JsonObject { ["@id"] = one.Value };
        var value = new JsonObject { ["@value"] = one.Value };
        if (one.Language is not null) value["@language"] = one.Language;
        if (one.Datatype is not null) value["@type"] = Name(one.Datatype);
        return value;
    }

    string Turtle(RdfObject one)
    {
        if (one.IsResource) return Short(one.Value);
        var text = one.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"\"{text}\"{(one.Language is null ? "" : "@" + one.Language)}{(one.Datatype is null ? "" : "^^" + Short(one.Datatype))}";
    }

    string Short(string whole) => Name(whole) is var name && name != whole ? name : $"<{whole}>";

    /// <summary>With a prefix where what follows is a plain word.</summary>
    string Name(string whole)
    {
        foreach (var (prefix, space) in prefixes)
            if (whole.Length > space.Length && whole.StartsWith(space, StringComparison.Ordinal) && whole.AsSpan(space.Length).IndexOfAnyExcept(Words) < 0)
                return $"{prefix}:{whole[space.Length..]}";
        return whole;
    }

    string Whole(string name)
    {
        foreach (var (prefix, space) in prefixes)
            if (name.StartsWith(prefix + ":", StringComparison.Ordinal))
                return space + name[(prefix.Length + 1)..];
        return name;
    }

    static readonly System.Buffers.SearchValues<char> Words = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

using System.Collections;
using System.ComponentModel;
using System.Reflection;
using OzgTracker.Operations;

namespace OzgTracker.Api.Hosting;

/// <summary>Every setting of this program, as its option types say. What is given beside them in one of its sections is misspelt, and refused.</summary>
/// <remarks>A misspelt setting that protects something protects nothing. An option type is known by its constant <c>Section</c>; a new one needs no line here.</remarks>
static class KnownSettings
{
    const string SectionConstant = "Section", Connections = "ConnectionStrings";
    const int Near = 2;

    static readonly string[] ConnectionNames = [OzgSettings.ConnectionStringName, OzgSettings.ProjectorConnectionStringName, OzgSettings.OwnerConnectionStringName];

    /// <summary>What somebody may look for; it gets an answer of its own.</summary>
    static readonly string[] PublicWriting = ["PublicWrite", "AnonymousWrite"];

    static readonly Node Root = Build();

    /// <summary>A setting, a section of settings, or a list or table of them.</summary>
    sealed class Node
    {
        public Type? Value { get; set; }

        public Dictionary<string, Node> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Of entries whose names are anybody's choice.</summary>
        public Node? Entry { get; set; }
    }

    /// <summary>Refuses settings of our sections that do not exist or cannot be read; all at once.</summary>
    /// <exception cref="UnsafeSettingException">There are some.</exception>
    public static void Check(IConfiguration configuration)
    {
        var wrong = Wrong(configuration).ToArray();
        if (wrong.Length > 0) throw new UnsafeSettingException(string.Join('\n', wrong));
    }

    /// <summary>The settings of our sections that somebody has given, with the values of switches and numbers; all others may be secrets.</summary>
    public static IEnumerable<(string Key, string? Value)> Given(IConfiguration configuration) =>
        from section in configuration.GetChildren()
        where Root.Members.ContainsKey(section.Key)
        from given in Leaves(section, Root.Members[section.Key])
        orderby given.Key
        select given;

    static IEnumerable<string> Wrong(IConfiguration configuration)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (Root.Members.TryGetValue(section.Key, out var known))
            {
                foreach (var wrong in Wrong(section, known)) yield return wrong;
            }
            else if (section.GetChildren().Any() && Nearest(section.Key, Root.Members.Keys) is { } meant)
            {
                yield return $"{section.Key} is no section of this program; did you mean {meant}?";
            }
        }
    }

    static IEnumerable<string> Wrong(IConfigurationSection given, Node known)
    {
        if (known.Value is { } type)
        {
            if (!CanBeRead(given.Value, type)) yield return $"{given.Path} must be {Expected(type)}.";
            foreach (var child in given.GetChildren()) yield return $"{child.Path} is no setting of this program; {given.Path} is one value.";
            yield break;
        }

        foreach (var child in given.GetChildren())
        {
            if (known.Members.TryGetValue(child.Key, out var member) || (member = known.Entry) is not null)
            {
                foreach (var wrong in Wrong(child, member)) yield return wrong;
            }
            else if (PublicWriting.Any(word => child.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{child.Path}: writing is never public. Remove the setting and give whoever writes a token.";
            }
            else if (given.Path != Connections || Nearest(child.Key, known.Members.Keys) is not null)   // platforms put connection strings of their own there
            {
                var meant = Nearest(child.Key, known.Members.Keys);
                yield return $"{child.Path} is no setting of this program; "
                    + (meant is null ? $"{given.Path} has {string.Join(", ", known.Members.Keys)}." : $"did you mean {given.Path}:{meant}?");
            }
        }
    }

    static IEnumerable<(string Key, string? Value)> Leaves(IConfigurationSection given, Node known)
    {
        if (known.Value is { } type)
        {
            var bare = Nullable.GetUnderlyingType(type) ?? type;
            return [(given.Path, bare == typeof(bool) || bare == typeof(int) ? given.Value : null)];
        }

        return given.GetChildren().SelectMany(child => (known.Members.GetValueOrDefault(child.Key) ?? known.Entry) is { } member ? Leaves(child, member) : []);
    }

    static Node Build()
    {
        var root = new Node();
        foreach (var type in typeof(KnownSettings).Assembly.GetTypes())
        {
            if (type.GetField(SectionConstant, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static) is not { IsLiteral: true } constant) continue;
            var node = root;
            foreach (var part in ((string)constant.GetRawConstantValue()!).Split(':')) node = Member(node, part);
            Describe(node, type, []);
        }

        foreach (var name in ConnectionNames) Member(Member(root, Connections), name).Value = typeof(string);
        return root;
    }

    static Node Member(Node node, string name) => node.Members.TryGetValue(name, out var known) ? known : node.Members[name] = new Node();

    static void Describe(Node node, Type type, HashSet<Type> above)
    {
        if (type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)))
        {
            node.Value = type;
        }
        else if (EntryOf(type) is { } entry)
        {
            Describe(node.Entry = new Node(), entry, above);
        }
        else if (above.Add(type))
        {
            var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite || EntryOf(property.PropertyType) is not null);
            foreach (var property in settings)
                Describe(Member(node, property.Name), property.PropertyType, [.. above]);
        }
    }

    static Type? EntryOf(Type type)
    {
        if (type == typeof(string)) return null;
        if (type.IsArray) return type.GetElementType();
        if (!type.IsAssignableTo(typeof(IEnumerable)) || !type.IsGenericType) return null;
        return type.GenericTypeArguments[^1];
    }

    static bool CanBeRead(string? value, Type type)
    {
        if (value is null || type == typeof(string)) return true;
        if (value.Length == 0 && Nullable.GetUnderlyingType(type) is not null) return true;
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException or InvalidCastException or InvalidOperationException)
        {
            return false;
        }
    }

    static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var bare when bare == typeof(bool) => "true or false",
        { IsEnum: true } bare => string.Join(" or ", Enum.GetNames(bare)),
        var bare when bare == typeof(int) || bare == typeof(long) => "a whole number",
        var bare when bare == typeof(TimeSpan) => "a time such as 00:01:00",
        var bare when bare == typeof(Uri) => "an address",
        var bare => $"a {bare.Name}",
    };

    static string? Nearest(string name, IEnumerable<string> known) => known
        .Select(one => (one, Distance: Distance(name.ToUpperInvariant(), one.ToUpperInvariant())))
        .Where(found => found.Distance <= Math.Max(Near, found.one.Length / 4))
        .OrderBy(found => found.Distance)
        .Select(found => found.one)
        .FirstOrDefault();

    /// <summary>Letters to insert, delete or replace (Levenshtein).</summary>
    static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[other.Length];
    }
}

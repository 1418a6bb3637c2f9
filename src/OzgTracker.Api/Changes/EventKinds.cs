using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using OzgTracker.Domain;

namespace OzgTracker.Api.Changes;

/// <summary>Names of kinds of events: as stored (<c>maturity_reported</c>) and as a CloudEvent has them (<c>de.ozgtracker.maturity-reported.v1</c>).</summary>
static partial class EventKinds
{
    const string Prefix = "de.ozgtracker.";

    static readonly ConcurrentDictionary<string, string> TypeByName = new(StringComparer.Ordinal);

    static readonly Dictionary<string, string> NameByEither = DomainEvents.Names.Values
        .SelectMany(name => new[] { (Key: name, Name: name), (Key: TypeOf(name), Name: name) })
        .ToDictionary(pair => pair.Key, pair => pair.Name, StringComparer.Ordinal);

    /// <summary>Stored names are few, also those of a newer program.</summary>
    public static string TypeOf(string storedName) => TypeByName.GetOrAdd(storedName, static name =>
    {
        var versioned = Versioned().Match(name);
        var (bare, version) = versioned.Success ? (versioned.Groups[1].Value, versioned.Groups[2].Value) : (name, "1");
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{bare.Replace('_', '-')}.v{version}");
    });

    /// <summary>The stored name of a kind that this program knows, by either name; null for others.</summary>
    public static string? StoredName(string name) => NameByEither.GetValueOrDefault(name);

    [GeneratedRegex("^(.+)_v([0-9]+)$")]
    private static partial Regex Versioned();
}

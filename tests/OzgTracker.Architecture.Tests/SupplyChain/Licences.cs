using System.Xml.Linq;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>Under which licence a package may be used, and which licences we accept.</summary>
static class Licences
{
    /// <summary>SPDX identifiers: use, change and distribution without conditions on our own code.</summary>
    public static readonly HashSet<string> Accepted =
    [
        "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MS-PL", "PostgreSQL", "Unlicense", "Zlib",
    ];

    /// <summary>What packages say by a file or an address instead of an expression; read by a person and written down here, by name and version.</summary>
    static readonly Dictionary<string, string> ReadByHand = new(StringComparer.Ordinal)
    {
        ["only 0.0.2"] = "MIT",   // the text stands in its Readme.md
    };

    /// <summary>The licence of a package: from its lock file or its own description, else as it was read by hand, else as the bill of materials has it.</summary>
    /// <param name="known">By package URL, for packages that are not restored on this machine.</param>
    public static string? Of(LockedPackage package, IReadOnlyDictionary<string, string> known) =>
        package.Licence ?? FromNuspec(package) ?? ReadByHand.GetValueOrDefault($"{package.Name} {package.Version}") ?? known.GetValueOrDefault(package.Url);

    /// <summary>The identifiers of an expression that are not accepted; of alternatives one is enough.</summary>
    public static IReadOnlyList<string> NotAccepted(string expression)
    {
        var words = expression.Replace("(", " ", StringComparison.Ordinal).Replace(")", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var missing = words.Where(word => word is not ("OR" or "AND" or "WITH") && !Accepted.Contains(word)).ToArray();
        var isChoice = words.Contains("OR") && !words.Contains("AND");
        return isChoice && words.Any(Accepted.Contains) ? [] : missing;
    }

    static string? FromNuspec(LockedPackage package)
    {
        if (package.Ecosystem != "nuget") return null;
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var (id, version) = (package.Name.ToLowerInvariant(), package.Version.ToLowerInvariant());
        var path = Path.Combine(root, id, version, $"{id}.nuspec");
        if (!File.Exists(path)) return null;
        var licence = XDocument.Load(path).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value.Trim() : null;
    }
}

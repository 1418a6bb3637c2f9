using System.Text.Json;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>All lock files of the tree: <c>packages.lock.json</c> of NuGet, <c>package-lock.json</c> of npm.</summary>
static class LockFiles
{
    static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true };

    /// <summary>Every package once, by its URL; what any of the locks ships is shipped.</summary>
    public static IReadOnlyList<LockedPackage> Read() =>
    [
        .. Paths("packages.lock.json").SelectMany(path => Nuget(path, Parse(path)))
            .Concat(Paths("package-lock.json").SelectMany(path => Npm(Parse(path))))
            .GroupBy(package => package.Url, StringComparer.Ordinal)
            .Select(Merge)
            .OrderBy(package => package.Url, StringComparer.Ordinal),
    ];

    /// <summary>Packages that a project of <c>src</c> names itself.</summary>
    public static IReadOnlyList<string> Direct() =>
    [
        .. Paths("packages.lock.json").Where(IsShipped)
            .SelectMany(path => Frameworks(Parse(path)))
            .SelectMany(framework => framework.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() == "Direct")
            .Select(package => LockedPackage.UrlOf("nuget", package.Name, Text(package.Value, "resolved")))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<LockedPackage> Nuget(string path, JsonElement file)
    {
        foreach (var framework in Frameworks(file))
        {
            var resolved = framework.EnumerateObject()
                .Where(package => package.Value.TryGetProperty("resolved", out _))
                .ToDictionary(package => package.Name, package => (package.Name, Version: Text(package.Value, "resolved")), StringComparer.OrdinalIgnoreCase);
            foreach (var package in framework.EnumerateObject())
            {
                if (!resolved.ContainsKey(package.Name)) continue;   // a project of ours
                var needs = package.Value.TryGetProperty("dependencies", out var names) ? names.EnumerateObject().Select(one => one.Name) : [];
                yield return new LockedPackage(
                    "nuget", package.Name, Text(package.Value, "resolved"), Hex(Text(package.Value, "contentHash")), IsShipped(path), null,
                    [.. needs.Where(resolved.ContainsKey).Select(name => LockedPackage.UrlOf("nuget", resolved[name].Name, resolved[name].Version))]);
            }
        }
    }

    /// <summary>Lock file version 2 or 3; a package is looked for from where it is needed upwards, as Node does.</summary>
    public static IEnumerable<LockedPackage> Npm(JsonElement file)
    {
        var packages = file.GetProperty("packages").EnumerateObject().ToDictionary(package => package.Name, package => package.Value, StringComparer.Ordinal);
        foreach (var (place, package) in packages)
        {
            if (place.Length == 0 || !package.TryGetProperty("integrity", out var integrity)) continue;
            var sha512 = integrity.GetString()!.Split(' ').First(hash => hash.StartsWith("sha512-", StringComparison.Ordinal))["sha512-".Length..];
            string[] needs =
            [
                .. ((string[])["dependencies", "optionalDependencies"])
                    .Where(kind => package.TryGetProperty(kind, out _))
                    .SelectMany(kind => package.GetProperty(kind).EnumerateObject().Select(one => one.Name))
                    .Select(name => Find(packages, place, name))
                    .OfType<string>()
                    .Select(found => LockedPackage.UrlOf("npm", NameOf(found, packages[found]), Text(packages[found], "version"))),
            ];
            yield return new LockedPackage(
                "npm", NameOf(place, package), Text(package, "version"), Hex(sha512), IsShipped: false, package.TryGetProperty("license", out var licence) ? licence.GetString() : null, needs);
        }
    }

    static string NameOf(string place, JsonElement package) =>
        package.TryGetProperty("name", out var name) ? name.GetString()! : place[(place.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..];

    static string? Find(Dictionary<string, JsonElement> packages, string from, string name)
    {
        for (var place = from; ; place = place[..Math.Max(0, place.LastIndexOf("/node_modules/", StringComparison.Ordinal))])
        {
            var candidate = place.Length == 0 ? $"node_modules/{name}" : $"{place}/node_modules/{name}";
            if (packages.ContainsKey(candidate)) return candidate;
            if (place.Length == 0) return null;
        }
    }

    static LockedPackage Merge(IGrouping<string, LockedPackage> same)
    {
        Assert.That(same.Select(package => package.Hash).Distinct().Count(), Is.EqualTo(1), $"{same.Key} has different contents in different lock files.");
        return same.First() with
        {
            IsShipped = same.Any(package => package.IsShipped),
            DependsOn = [.. same.SelectMany(package => package.DependsOn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    static IEnumerable<JsonElement> Frameworks(JsonElement file) => file.GetProperty("dependencies").EnumerateObject().Select(framework => framework.Value);

    static IEnumerable<string> Paths(string name) => Directory.EnumerateFiles(Repository.Root.FullName, name, Everywhere)
        .Select(Repository.Relative)
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "artifacts"))
        .Order(StringComparer.Ordinal);

    static bool IsShipped(string path) => path.StartsWith("src/", StringComparison.Ordinal);

    static JsonElement Parse(string path) => JsonDocument.Parse(File.ReadAllText(Repository.Full(path))).RootElement;

    static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    static string Hex(string base64) => Convert.ToHexStringLower(Convert.FromBase64String(base64));
}

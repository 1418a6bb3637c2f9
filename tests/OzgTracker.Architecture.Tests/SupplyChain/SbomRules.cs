using System.Text.Json;
using System.Text.RegularExpressions;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>The rules of CycloneDX 1.6 that our bill of materials can break, from its JSON schema; the schema itself is not fetched.</summary>
static partial class SbomRules
{
    static readonly HashSet<string> Top = ["$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"];
    static readonly HashSet<string> Members = ["type", "bom-ref", "group", "name", "version", "scope", "hashes", "licenses", "purl"];
    static readonly HashSet<string> Types = ["application", "library"], Scopes = ["required", "optional", "excluded"];

    /// <summary>One sentence for each rule that is broken.</summary>
    public static IEnumerable<string> Broken(string bill)
    {
        var root = JsonDocument.Parse(bill).RootElement;
        foreach (var member in root.EnumerateObject().Where(member => !Top.Contains(member.Name))) yield return $"'{member.Name}' is no member of a bill";
        if (Text(root, "bomFormat") != "CycloneDX") yield return "bomFormat is not CycloneDX";
        if (Text(root, "specVersion") != "1.6") yield return "specVersion is not 1.6";
        if (!Serial().IsMatch(Text(root, "serialNumber") ?? "")) yield return "serialNumber is no urn:uuid";
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || version.GetInt32() < 1) yield return "version is no number from 1";

        var own = root.GetProperty("metadata").GetProperty("component");
        JsonElement[] components = [.. root.GetProperty("components").EnumerateArray()];
        foreach (var component in components.Prepend(own))
            foreach (var broken in OfComponent(component)) yield return $"{Text(component, "bom-ref") ?? Text(component, "name") ?? "a component"}: {broken}";
        foreach (var component in components)
            foreach (var broken in OfPackage(component)) yield return $"{Text(component, "bom-ref")}: {broken}";

        string[] names = [.. components.Prepend(own).Select(component => Text(component, "bom-ref") ?? "")];
        foreach (var twice in names.GroupBy(name => name).Where(same => same.Count() > 1)) yield return $"bom-ref {twice.Key} is there {twice.Count()} times";
        foreach (var broken in OfDependencies(root.GetProperty("dependencies"), [.. names])) yield return broken;
    }

    static IEnumerable<string> OfComponent(JsonElement component)
    {
        foreach (var member in component.EnumerateObject().Where(member => !Members.Contains(member.Name))) yield return $"'{member.Name}' is no member that we use";
        if (!Types.Contains(Text(component, "type") ?? "")) yield return "type is none of CycloneDX";
        foreach (var needed in (string[])["bom-ref", "name", "version"])
            if (string.IsNullOrWhiteSpace(Text(component, needed))) yield return $"{needed} is missing";
    }

    static IEnumerable<string> OfPackage(JsonElement component)
    {
        if (!Scopes.Contains(Text(component, "scope") ?? "")) yield return "scope is none of CycloneDX";
        if (!PackageUrl().IsMatch(Text(component, "purl") ?? "")) yield return "purl is no package URL";
        if (!component.TryGetProperty("hashes", out var hashes) || hashes.GetArrayLength() == 0) yield return "it has no hash";
        else if (hashes.EnumerateArray().Any(hash => Text(hash, "alg") != "SHA-512" || !Sha512().IsMatch(Text(hash, "content") ?? ""))) yield return "a hash is no SHA-512";
        if (!component.TryGetProperty("licenses", out var licences) || licences.GetArrayLength() != 1) yield return "it has not one licence";
        else if (licences[0].TryGetProperty("expression", out _) == licences[0].TryGetProperty("license", out _)) yield return "a licence is either an id or an expression";
    }

    static IEnumerable<string> OfDependencies(JsonElement dependencies, HashSet<string> names)
    {
        HashSet<string> seen = [];
        foreach (var dependency in dependencies.EnumerateArray())
        {
            var name = Text(dependency, "ref") ?? "";
            if (!names.Contains(name)) yield return $"the dependency of {name} is of nothing that is there";
            if (!seen.Add(name)) yield return $"{name} has its dependencies twice";
            string[] needs = dependency.TryGetProperty("dependsOn", out var list) ? [.. list.EnumerateArray().Select(need => need.GetString()!)] : [];
            foreach (var need in needs.Where(need => !names.Contains(need))) yield return $"{name} needs {need}, which is not there";
            if (needs.Distinct().Count() != needs.Length) yield return $"{name} needs something twice";
        }

        foreach (var name in names.Except(seen)) yield return $"{name} does not say what it needs";
    }

    static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex Serial();

    [GeneratedRegex(@"^pkg:(nuget/|npm/(%40[a-z0-9._~-]+/)?)[A-Za-z0-9._~-]+@[A-Za-z0-9._~%-]+$")]
    private static partial Regex PackageUrl();

    [GeneratedRegex("^[0-9a-f]{128}$")]
    private static partial Regex Sha512();
}

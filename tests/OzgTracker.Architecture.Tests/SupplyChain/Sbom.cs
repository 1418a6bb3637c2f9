using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>The bill of materials in CycloneDX 1.6 and the table of licences; the same lock files give the same bytes.</summary>
static class Sbom
{
    public const string File = "deploy/sbom.cdx.json", Table = "deploy/LICENCES.md", Switch = "OZG_WRITE_SBOM";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="licences">By package URL.</param>
    public static string Compose(IReadOnlyList<LockedPackage> packages, IReadOnlyList<string> direct, IReadOnlyDictionary<string, string> licences, string version)
    {
        const string own = "ozgtracker";
        var components = new JsonArray([.. packages.Select(package => Component(package, licences[package.Url]))]);
        var dependencies = new JsonArray([Dependency(own, direct), .. packages.Select(package => Dependency(package.Url, package.DependsOn))]);
        var serial = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(version + components.ToJsonString() + dependencies.ToJsonString())).AsSpan(0, 16));
        return new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{serial}",
            ["version"] = 1,
            ["metadata"] = new JsonObject { ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = own, ["name"] = "OzgTracker", ["version"] = version } },
            ["components"] = components,
            ["dependencies"] = dependencies,
        }.ToJsonString(Readable) + "\n";
    }

    public static string ComposeTable(IReadOnlyList<LockedPackage> packages, IReadOnlyDictionary<string, string> licences)
    {
        var text = new StringBuilder("""
            # Licences

            Packages of others, from the lock files; written by `deploy/sbom.sh`, never by hand. *Runs* is part of what is installed, *builds* only builds and tests it. Their texts are in the packages.
            The .NET runtime (MIT) and PostgreSQL (PostgreSQL licence) are installed beside OzgTracker and are no part of it.

            | Package | Version | Licence | Use |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var package in packages)
            text.Append("| ").Append(package.Name).Append(" | ").Append(package.Version).Append(" | ").Append(licences[package.Url]).Append(" | ").Append(package.IsShipped ? "runs" : "builds").Append(" |\n");
        return text.ToString();
    }

    /// <summary>Licences by package URL as a bill of materials has them.</summary>
    public static IReadOnlyDictionary<string, string> LicencesIn(string bill) => JsonNode.Parse(bill)!["components"]!.AsArray().ToDictionary(
        component => (string)component!["purl"]!,
        component => component!["licenses"]![0]! is var licence && licence["expression"] is { } expression ? (string)expression! : (string)licence["license"]!["id"]!,
        StringComparer.Ordinal);

    static JsonObject Component(LockedPackage package, string licence)
    {
        var component = new JsonObject { ["type"] = "library", ["bom-ref"] = package.Url };
        var slash = package.Name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0) component["group"] = package.Name[..slash];
        component["name"] = package.Name[(slash + 1)..];
        component["version"] = package.Version;
        component["scope"] = package.IsShipped ? "required" : "excluded";
        component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = package.Hash });
        component["licenses"] = new JsonArray(licence.Contains(' ', StringComparison.Ordinal)
            ? new JsonObject { ["expression"] = licence }
            : new JsonObject { ["license"] = new JsonObject { ["id"] = licence } });
        component["purl"] = package.Url;
        return component;
    }

    static JsonObject Dependency(string name, IEnumerable<string> needs)
    {
        var dependency = new JsonObject { ["ref"] = name };
        string[] names = [.. needs];
        if (names.Length > 0) dependency["dependsOn"] = new JsonArray([.. names.Select(need => (JsonNode)need)]);
        return dependency;
    }
}

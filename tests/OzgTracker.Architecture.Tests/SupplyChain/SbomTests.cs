using System.Text.Json;
using System.Xml.Linq;

namespace OzgTracker.Architecture.Tests.SupplyChain;

public sealed class SbomTests
{
    const string Again = "deploy/sbom.sh writes it anew.";

    static readonly IReadOnlyList<LockedPackage> Packages = LockFiles.Read();

    static string Version { get; } = XDocument.Load(Repository.Full("Directory.Build.props")).Descendants("Version").Single().Value;

    [OneTimeSetUp]
    public void WriteAnewWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Sbom.Switch) != "1") return;
        File.WriteAllText(Repository.Full(Sbom.File), Bill());
        File.WriteAllText(Repository.Full(Sbom.Table), Sbom.ComposeTable(Packages, LicencesOfAll()));
    }

    [Test]
    public void The_bill_of_materials_is_that_of_the_lock_files() => Assert.That(Kept(Sbom.File), Is.EqualTo(Bill()), Again);

    [Test]
    public void The_table_of_licences_is_that_of_the_lock_files() => Assert.That(Kept(Sbom.Table), Is.EqualTo(Sbom.ComposeTable(Packages, LicencesOfAll())), Again);

    [Test]
    public void The_bill_of_materials_is_CycloneDX() => Assert.That(SbomRules.Broken(Kept(Sbom.File)), Is.Empty);

    [Test]
    public void Every_licence_is_accepted() =>
        Assert.That(LicencesOfAll().SelectMany(licence => Licences.NotAccepted(licence.Value).Select(id => $"{licence.Key}: {id}")), Is.Empty);

    [Test]
    public void What_runs_is_told_from_what_builds()
    {
        Assert.That(Packages.Single(package => package.Name == "Npgsql").IsShipped, Is.True);
        Assert.That(Packages.Single(package => package.Name == "NUnit").IsShipped, Is.False);
        Assert.That(Packages.Count(package => package.Ecosystem == "npm"), Is.Positive);
    }

    [Test]
    public void A_package_of_npm_is_found_from_where_it_is_needed()
    {
        const string hash = "sha512-AAAA";
        var file = $$$"""
            {"packages":{
              "": {"dependencies":{"a":"1"}},
              "node_modules/a": {"version":"1.0.0","integrity":"{{{hash}}}","license":"MIT","dependencies":{"@s/b":"2"}},
              "node_modules/@s/b": {"version":"1.0.0","integrity":"{{{hash}}}"},
              "node_modules/a/node_modules/@s/b": {"version":"2.0.0","integrity":"{{{hash}}}","dependencies":{"c":"1"}},
              "node_modules/c": {"version":"1.0.0","integrity":"{{{hash}}}"} } }
            """;

        var found = LockFiles.Npm(JsonDocument.Parse(file).RootElement).ToDictionary(package => package.Url);

        Assert.That(found["pkg:npm/a@1.0.0"].DependsOn, Is.EqualTo((string[])["pkg:npm/%40s/b@2.0.0"]));
        Assert.That(found["pkg:npm/%40s/b@2.0.0"].DependsOn, Is.EqualTo((string[])["pkg:npm/c@1.0.0"]));
    }

    [TestCase("MIT")]
    [TestCase("MS-PL OR Apache-2.0")]
    [TestCase("(GPL-3.0-only OR MIT)")]
    public void An_accepted_licence_is_one(string expression) => Assert.That(Licences.NotAccepted(expression), Is.Empty);

    [TestCase("AGPL-3.0-only")]
    [TestCase("MIT AND GPL-2.0-only")]
    [TestCase("GPL-2.0-only OR LGPL-3.0-only")]
    public void Another_licence_is_named(string expression) => Assert.That(Licences.NotAccepted(expression), Is.Not.Empty);

    [TestCase("\"CycloneDX\"", "\"Cyclone\"", "bomFormat is not CycloneDX")]
    [TestCase("\"1.6\"", "\"1.5\"", "specVersion is not 1.6")]
    [TestCase("urn:uuid:", "uuid:", "serialNumber is no urn:uuid")]
    [TestCase("\"type\": \"library\"", "\"type\": \"book\"", "pkg:nuget/A@1.0.0: type is none of CycloneDX")]
    [TestCase("\"scope\": \"required\"", "\"scope\": \"test\"", "pkg:nuget/A@1.0.0: scope is none of CycloneDX")]
    [TestCase("\"purl\": \"pkg:nuget/A@1.0.0\"", "\"purl\": \"nuget/A\"", "pkg:nuget/A@1.0.0: purl is no package URL")]
    [TestCase("\"alg\": \"SHA-512\"", "\"alg\": \"MD5\"", "pkg:nuget/A@1.0.0: a hash is no SHA-512")]
    [TestCase("\"ref\": \"pkg:nuget/A@1.0.0\"", "\"ref\": \"other\"", "the dependency of other is of nothing that is there")]
    [TestCase("\"version\": \"1.0.0\"", "\"version\": \"\"", "pkg:nuget/A@1.0.0: version is missing")]
    [TestCase("\"bom-ref\": \"pkg:nuget/B@2.0.0\"", "\"bom-ref\": \"pkg:nuget/A@1.0.0\"", "bom-ref pkg:nuget/A@1.0.0 is there 2 times")]
    public void A_broken_rule_is_named(string right, string wrong, string broken)
    {
        var bill = Example();
        Assert.That(SbomRules.Broken(bill), Is.Empty);

        Assert.That(SbomRules.Broken(ReplaceFirst(bill, right, wrong)), Does.Contain(broken));
    }

    static string Example()
    {
        var hash = new string('0', 128);
        LockedPackage[] packages = [new("nuget", "A", "1.0.0", hash, true, null, ["pkg:nuget/B@2.0.0"]), new("nuget", "B", "2.0.0", hash, false, null, [])];
        return Sbom.Compose(packages, ["pkg:nuget/A@1.0.0"], packages.ToDictionary(package => package.Url, _ => "MIT"), "1.2.3");
    }

    static string ReplaceFirst(string text, string right, string wrong)
    {
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, right);
        return string.Concat(text.AsSpan(0, at), wrong, text.AsSpan(at + right.Length));
    }

    static string Bill() => Sbom.Compose(Packages, LockFiles.Direct(), LicencesOfAll(), Version);

    static Dictionary<string, string> LicencesOfAll()
    {
        var known = File.Exists(Repository.Full(Sbom.File)) ? Sbom.LicencesIn(Kept(Sbom.File)) : new Dictionary<string, string>();
        return Packages.ToDictionary(
            package => package.Url,
            package => Licences.Of(package, known) ?? throw new AssertionException(
                $"{package.Url}: no SPDX expression. Restore the solution; if the package names a file or an address, read it and add it to {nameof(Licences)}."));
    }

    static string Kept(string path) => File.ReadAllText(Repository.Full(path));
}

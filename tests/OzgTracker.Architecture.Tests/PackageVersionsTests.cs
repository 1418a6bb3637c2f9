using System.Xml.Linq;

namespace OzgTracker.Architecture.Tests;

public sealed class PackageVersionsTests
{
    static IEnumerable<string> Projects { get; } =
        [.. Repository.Projects("src"), .. Repository.Projects("tests"), "Directory.Build.props"];

    [TestCaseSource(nameof(Projects))]
    public void A_version_stands_in_Directory_Packages_props_only(string path) =>
        Assert.That(
            VersionsIn(XDocument.Load(Repository.Full(path))), Is.Empty, $"{path} names a version; Directory.Packages.props is the place.");

    [TestCase("""<PackageReference Include="Npgsql" Version="10.0.0" />""")]
    [TestCase("""<PackageReference Include="Npgsql" VersionOverride="10.0.0" />""")]
    [TestCase("""<PackageReference Include="Npgsql"><Version>10.0.0</Version></PackageReference>""")]
    [TestCase("""<PackageVersion Include="Npgsql" Version="10.0.0" />""")]
    public void A_version_in_a_project_is_found(string reference) =>
        Assert.That(VersionsIn(XDocument.Parse($"<Project>{reference}</Project>")), Is.Not.Empty);

    [Test]
    public void A_reference_without_a_version_is_fine() =>
        Assert.That(VersionsIn(XDocument.Parse("""<Project><PackageReference Include="Npgsql" /></Project>""")), Is.Empty);

    static IEnumerable<string> VersionsIn(XDocument file) =>
        from element in file.Descendants()
        where element.Name.LocalName is "PackageReference" or "PackageVersion"
        where element.Attributes().Any(a => IsVersion(a.Name)) || element.Elements().Any(e => IsVersion(e.Name))
        select element.ToString();

    static bool IsVersion(XName name) => name.LocalName is "Version" or "VersionOverride";
}

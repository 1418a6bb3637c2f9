using System.Xml.Linq;

namespace OzgTracker.Architecture.Tests;

public sealed class ProjectReferencesTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Rooms))]
    public void A_room_references_only_what_the_table_allows(string path) =>
        Assert.That(ProjectReferences.Violations(Path.GetFileNameWithoutExtension(path), XDocument.Load(Repository.Full(path))), Is.Empty);

    [Test]
    public void Every_line_of_the_table_is_a_room() =>
        Assert.That(ProjectReferences.Allowed.Keys, Is.SubsetOf(Repository.Rooms.Select(Path.GetFileNameWithoutExtension)));

    [TestCase("OzgTracker.Domain", """<PackageReference Include="Npgsql" />""")]
    [TestCase("OzgTracker.Domain", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [TestCase("OzgTracker.Domain", """<Reference Include="Marten" />""")]
    [TestCase("OzgTracker.EventStore", """<ProjectReference Include="../OzgTracker.Domain/OzgTracker.Domain.csproj" />""")]
    [TestCase("OzgTracker.ReadModels", """<PackageReference Include="Npgsql" />""")]
    [TestCase("OzgTracker.Intake", """<ProjectReference Include="..\OzgTracker.EventStore\OzgTracker.EventStore.csproj" />""")]
    [TestCase("OzgTracker.Operations", """<ProjectReference Include="../OzgTracker.Api/OzgTracker.Api.csproj" />""")]
    [TestCase("OzgTracker.Api", """<ProjectReference Include="../OzgTracker.Cli/OzgTracker.Cli.csproj" />""")]
    [TestCase("OzgTracker.Cli", """<ProjectReference Include="../OzgTracker.Api/OzgTracker.Api.csproj" />""")]
    public void A_forbidden_arrow_is_named(string project, string reference) =>
        Assert.That(Violations(project, reference), Has.One.StartsWith($"{project} must not reference "));

    [Test]
    public void A_forbidden_arrow_among_allowed_ones_is_named() =>
        Assert.That(
            Violations("OzgTracker.Intake", """<PackageReference Include="CsvHelper;Npgsql" />"""),
            Has.One.StartsWith("OzgTracker.Intake must not reference Npgsql;"));

    [Test]
    public void An_allowed_arrow_is_no_violation() =>
        Assert.That(
            Violations("OzgTracker.Api", """<ProjectReference Include="../OzgTracker.Operations/OzgTracker.Operations.csproj" />"""), Is.Empty);

    [Test]
    public void A_new_room_is_told_where_to_say_what_it_may_reference() =>
        Assert.That(Violations("OzgTracker.Mail", ""), Has.One.Contains("ProjectReferences.Allowed of OzgTracker.Architecture.Tests"));

    static IEnumerable<string> Violations(string project, string reference) =>
        ProjectReferences.Violations(project, XDocument.Parse($"<Project><ItemGroup>{reference}</ItemGroup></Project>"));
}

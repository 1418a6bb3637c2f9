using System.Text.RegularExpressions;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Web;

public sealed partial class ProblemCatalogueTests : ApiFixture
{
    [Test]
    public async Task Every_code_is_listed_once_with_a_status_and_words()
    {
        var problems = await Items("/v1/problems");

        Assert.That(problems.Texts("code"), Is.Unique);
        Assert.That(problems.Select(problem => problem.Number("status")), Is.Ordered.And.All.InRange(400, 599));
        foreach (var member in (string[])["title", "whatToDo"]) Assert.That(problems.Texts(member), Is.All.Not.Empty);
    }

    [Test]
    public async Task Every_refusal_of_a_rule_is_listed_as_conflict()
    {
        // The deciders of units and services are spoken to by imports only.
        var codes = Codes("src/OzgTracker.Domain/Rollouts", Refusal());

        var listed = (await Items("/v1/problems")).Where(problem => problem.Number("status") == 409).Texts("code");

        Assert.That(codes, Has.Count.GreaterThan(10));
        Assert.That(listed, Is.SupersetOf(codes));
    }

    [TestCase("Catalogue")]
    [TestCase("Competences")]
    [TestCase("Contacts")]
    [TestCase("Efa")]
    [TestCase("Maturity")]
    [TestCase("Targets")]
    public async Task Every_refusal_of_other_rules_is_listed(string folder)
    {
        var codes = Codes("src/OzgTracker.Domain/" + folder, Refusal());

        Assert.That(codes, Is.Not.Empty);
        Assert.That((await Items("/v1/problems")).Texts("code"), Is.SupersetOf(codes));
    }

    [Test]
    public async Task Every_problem_that_the_sources_name_is_listed()
    {
        var codes = Codes("src/OzgTracker.Api", Named());

        Assert.That(codes, Is.Not.Empty);
        Assert.That((await Items("/v1/problems")).Texts("code"), Is.SupersetOf(codes));
    }

    static HashSet<string> Codes(string folder, Regex pattern)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Contains("obj"));
        return [.. sources.SelectMany(path => pattern.Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("""Decision\.Refuse\(\s*"([a-z-]+)""")]
    private static partial Regex Refusal();

    [GeneratedRegex("""Problem\.Of\(\s*"([a-z-]+)""")]
    private static partial Regex Named();
}

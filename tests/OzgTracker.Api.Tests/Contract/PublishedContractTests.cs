using System.Text;
using OzgTracker.Api.Web;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Contract;

/// <summary>The files in <c>openapi/</c> are what the program serves. <c>OZG_WRITE_OPENAPI=1</c> writes them anew; look at the difference before you commit it.</summary>
public sealed class PublishedContractTests : ApiFixture
{
    const string Hint = "The contract has changed. If that is meant, run this test with OZG_WRITE_OPENAPI=1 and commit the file.";

    [Test]
    public async Task The_published_OpenAPI_file_is_what_the_API_serves() =>
        await AssertPublished("ozgtracker.v1.json", await App.Anonymous.GetStringAsync("/openapi/v1.json"));

    [Test]
    public async Task The_published_problems_are_those_of_the_catalogue()
    {
        var page = new StringBuilder("# Problems\n\nTargets of the `type` of RFC 9457 problems; `GET /v1/problems` serves the same list.\n");
        foreach (var kind in ProblemCatalogue.All) page.Append($"\n## {kind.Code}\n\n{kind.Status}: {kind.Title}.\n\n{kind.WhatToDo}\n");

        await AssertPublished("problems.md", page.ToString());
    }

    [Test]
    public async Task The_published_metrics_are_those_that_the_API_explains() =>
        await AssertPublished("metrics.md", await App.Anonymous.GetStringAsync("/docs/metrics"));

    static async Task AssertPublished(string name, string served)
    {
        var path = Path.Combine(Repository.Root, "openapi", name);
        var normal = served.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("OZG_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(path, normal);
        Assert.That(File.Exists(path) ? await File.ReadAllTextAsync(path) : "", Is.EqualTo(normal), Hint);
    }
}

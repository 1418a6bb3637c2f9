using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Contract;

/// <summary>The curl lines of the README's first tour, sent to a fresh starter set in their order, answer as the README prints them.</summary>
public sealed partial class ReadmeTourTests
{
    [Test]
    public async Task The_first_tour_answers_as_printed()
    {
        await using var app = await ApiHostUnderTest.Start(await TestDatabase.EmptyAsync(), ("Demo:Enabled", "true"));
        await app.WaitForNonStaleProjectionDataAsync();
        var reporter = app.ClientFor("reporter", "05315000");
        var steps = Steps(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).ToArray();

        Assert.That(steps, Has.Length.EqualTo(7));
        foreach (var (command, printed) in steps)
        {
            using var answer = await (command.Contains("$TOKEN", StringComparison.Ordinal) ? reporter : app.Anonymous).SendAsync(Request(command));
            Assert.That(Timeless(await answer.Content.ReadAsStringAsync()), Is.EqualTo(Timeless(printed)), command);
        }
    }

    /// <summary>Each shell block with the block that shows its answer.</summary>
    static IEnumerable<(string Command, string Answer)> Steps(string readme)
    {
        var tour = readme[readme.IndexOf("## A first tour", StringComparison.Ordinal)..readme.IndexOf("## Files in, feeds out", StringComparison.Ordinal)];
        return Step().Matches(tour).Select(step => (step.Groups["command"].Value, step.Groups["answer"].Value));
    }

    static HttpRequestMessage Request(string command)
    {
        var path = command.Contains("$CELL", StringComparison.Ordinal)
            ? "/v1/municipalities/05315000/services/10169" + CellSuffix().Match(command).Groups[1].Value
            : Address().Match(command).Groups[1].Value;
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (Body().Match(command) is not { Success: true } body) return request;

        request.Method = HttpMethod.Post;
        request.Content = new StringContent(body.Groups[1].Value, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    /// <summary>Without what differs from day to day and from run to run.</summary>
    static string Timeless(string text) => Changing().Replace(DaysInCsv().Replace(text, "$1;…;true"), "\"$1\":…").ReplaceLineEndings("\n").Trim();

    [GeneratedRegex(@"```sh\n(?<command>.*?)```\n```(?:json|csv)\n(?<answer>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"curl -s ""?\$CELL([^\s""]*)")]
    private static partial Regex CellSuffix();

    [GeneratedRegex(@"http://127\.0\.0\.1:5080([^\s']*)")]
    private static partial Regex Address();

    [GeneratedRegex("-d '([^']*)'")]
    private static partial Regex Body();

    [GeneratedRegex(@"""(lastReportedAt|recordedAt|nextCursor|traceId|daysAtLevel|asOf|unitsUrl)"":(?:""[^""]*""|\d+)")]
    private static partial Regex Changing();

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d);\d+;true")]
    private static partial Regex DaysInCsv();
}

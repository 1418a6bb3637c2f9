using System.IO.Enumeration;

namespace OzgTracker.Architecture.Tests;

public sealed class TopLevelTests
{
    static readonly HashSet<string> Allowed =
    [
        "src", "tests", "openapi", "deploy", "OzgTracker.sln", "Directory.Build.props", "Directory.Packages.props", "README.md",
        "SECURITY.md", "run.sh", "test.sh", ".ci", ".editorconfig", ".gitignore", "global.json", "nuget.config", ".git",
    ];

    [Test]
    public void The_top_level_holds_only_what_belongs_there() =>
        Assert.That(Misplaced(Repository.Root.EnumerateFileSystemInfos().Select(entry => entry.Name), Ignored()), Is.Empty);

    [Test]
    public void A_plan_at_the_top_level_is_misplaced() => Assert.That(Misplaced(["src", "PLAN.md"], []), Is.EqualTo("PLAN.md"));

    [Test]
    public void An_ignored_folder_is_not_misplaced() => Assert.That(Misplaced([".vs", "a.user"], [".vs", "*.user"]), Is.Empty);

    static string Misplaced(IEnumerable<string> names, IReadOnlyCollection<string> ignored) =>
        string.Join(", ", names.Where(name => !Allowed.Contains(name) && !ignored.Any(pattern => Matches(pattern, name))));

    static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    static string[] Ignored() =>
    [
        .. File.ReadLines(Repository.Full(".gitignore"))
            .Select(line => line.Trim().Trim('/'))
            .Where(line => line is not "" and not ['#', ..]),
    ];
}

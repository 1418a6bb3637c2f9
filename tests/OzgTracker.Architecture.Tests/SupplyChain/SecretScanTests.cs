namespace OzgTracker.Architecture.Tests.SupplyChain;

public sealed class SecretScanTests
{
    const int LargestText = 4_000_000;

    static readonly HashSet<string> NotOurs = ["bin", "obj", ".git", "node_modules", "artifacts", "TestResults", ".ozg", ".vs", ".idea", ".vscode"];

    /// <summary>Where something looks like a secret and is none.</summary>
    static readonly (string Path, string Kind, string Reason)[] Allowed =
    [
        ("tests/OzgTracker.Architecture.Tests/SupplyChain/SecretScanTests.cs", "*", "shows what the scan must find"),
        ("tests/OzgTracker.Api.Tests/Hosting/StartRefusalTests.cs", "password", "passwords that everyone knows, which the program must refuse"),
    ];

    static readonly Finding[] Found = [.. Texts().SelectMany(file => SecretScan.In(file.Path, file.Text))];

    [Test]
    public void No_secret_is_in_the_tree() => Assert.That(Found.Where(finding => !Allowed.Any(place => IsFor(place, finding))), Is.Empty);

    [Test]
    public void Every_allowed_place_is_needed() => Assert.That(Allowed.Where(place => !Found.Any(finding => IsFor(place, finding))).Select(place => $"{place.Path}: {place.Reason}"), Is.Empty);

    [Test]
    public void The_whole_tree_is_looked_at() =>
        Assert.That(
            Texts().Select(file => file.Path),
            Is.SupersetOf((string[])["README.md", "run.sh", "Directory.Build.props", "deploy/postgres/roles.sql", "src/OzgTracker.Api/appsettings.json", "src/OzgTracker.Api/Program.cs", ".ci/run"]));

    [TestCase("a.cs", "-----BEGIN RSA PRIVATE KEY-----", "private key")]
    [TestCase("a.md", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN", "private key")]
    [TestCase("a.md", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZXYifQ.c2lnbmF0dXJlLW9mLXRoaXM", "signed token")]
    [TestCase("a.http", "X-Key: ozg_9fKq2LmX7PzR4TwV8YbN3HcD", "API key")]
    [TestCase("a.cs", "AKIAIOSFODNN7EXAMPLE", "key of a cloud or a forge")]
    [TestCase("a.cs", "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "key of a cloud or a forge")]
    [TestCase("a.md", "Host=db;Username=ozg;Password=Sommer2026", "password")]
    [TestCase("a.yaml", "password: \"Sommer2026\"", "password")]
    [TestCase("a.json", "\"password\": \"Sommer2026\"", "password")]
    [TestCase("a.sql", "create role x login password 'Sommer2026'", "password")]
    [TestCase("a.json", "\"key\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"", "random text")]
    [TestCase("a.env", "PEPPER=q7Zr9vXk2MtLw4BnYs8DcHf3JgPa6UeTq7Zr9vXk", "random text")]
    public void What_looks_like_a_secret_is_found(string path, string text, string kind) => Assert.That(SecretScan.In(path, text).Select(finding => finding.Kind), Does.Contain(kind));

    [TestCase("a.md", "Host=…;Username=…;Password=…")]
    [TestCase("a.sql", "create role x login password '…'")]
    [TestCase("a.cs", "new(connection) { Password = password }")]
    [TestCase("a.cs", "$\"Host={host};Password={password}\"")]
    [TestCase("a.sh", "export PASSWORD=\"$given\"")]
    [TestCase("a.json", "\"operationId\": \"ListMunicipalitiesThatAreStillBlockingTheCoverage\"")]
    [TestCase("a.sql", "grant ozg_owner to ozg_test_owner_of_the_cluster_of_tests")]
    [TestCase("a.cs", "var hash = \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\";")]
    public void What_is_none_is_not(string path, string text) => Assert.That(SecretScan.In(path, text), Is.Empty);

    [Test]
    public void The_line_is_named_and_the_secret_is_not() =>
        Assert.That(SecretScan.In("a.md", "x\nBearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZXYifQ.c2lnbmF0dXJlLW9mLXRoaXM").Single().ToString(), Is.EqualTo("a.md:2: signed token eyJhbGciOiJI…"));

    static bool IsFor((string Path, string Kind, string Reason) place, Finding finding) => place.Path == finding.Path && (place.Kind == "*" || place.Kind == finding.Kind);

    static IEnumerable<(string Path, string Text)> Texts() =>
        from file in Files(Repository.Root)
        where file.Length < LargestText
        let text = File.ReadAllText(file.FullName)
        where !text.Contains('\0')
        select (Repository.Relative(file.FullName), text);

    static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder.EnumerateFiles().Where(file => file.Name != ".git")
        .Concat(folder.EnumerateDirectories().Where(inner => !NotOurs.Contains(inner.Name) && inner.LinkTarget is null).SelectMany(Files));
}

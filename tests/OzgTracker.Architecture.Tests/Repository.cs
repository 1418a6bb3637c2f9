namespace OzgTracker.Architecture.Tests;

/// <summary>The working tree that these tests were built from.</summary>
static class Repository
{
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>Every project file below <c>src</c>, as seen from the root.</summary>
    public static IReadOnlyList<string> Rooms { get; } = [.. Projects("src")];

    /// <summary>Every C# file below <c>src</c> that no tool wrote, as seen from the root.</summary>
    public static IEnumerable<string> Sources() =>
        Files("src", "*.cs");

    /// <summary>Every project file below a folder of the top level, as seen from the root.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Files(folder, "*.csproj");

    /// <summary>Where a path as seen from the root leads.</summary>
    public static string Full(string path) => Path.Combine(Root.FullName, path);

    /// <summary>A path as seen from the root, which is how messages name files.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root.FullName, path).Replace('\\', '/');

    static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Full(folder), pattern, SearchOption.AllDirectories)
            .Where(IsWritten)
            .Select(Relative)
            .Order(StringComparer.Ordinal);

    static bool IsWritten(string path) => !Relative(path).Split('/').Any(part => part is "bin" or "obj");

    static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OzgTracker.sln")))
                return folder;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OzgTracker.sln.");
    }
}

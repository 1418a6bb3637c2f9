using NUnit.Framework;

namespace OzgTracker.Testing;

/// <summary>The real official files, which are too large to be part of the repository.</summary>
public static class OfficialData
{
    public const string Variable = "OZG_DATA";

    /// <summary>Opens a file of the data folder, see <see cref="PathOf"/>.</summary>
    public static FileStream Open(string name) => File.OpenRead(PathOf(name));

    /// <summary>Where a file of the data folder is. Without it the test is ignored, on a build server (<c>CI=true</c>) it fails.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder(), name);
        if (File.Exists(path)) return path;

        var hint = $"The official file {name} is not there ({path}). Set {Variable} to the folder that holds it.";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(hint);
        else Assert.Ignore(hint);
        throw new InvalidOperationException(hint);
    }

    /// <summary>The folder named by <see cref="Variable"/>, else <c>shared/data</c> beside the repository.</summary>
    static string Folder() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? folder
        : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));
}

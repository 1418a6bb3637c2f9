namespace OzgTracker.Intake.Tests;

/// <summary>The real official files, which are too large to be part of the repository.</summary>
static class OfficialData
{
    const string Variable = "OZG_DATA";

    /// <summary>Opens a file of the data folder. Without it the test is ignored, on a build server (<c>CI=true</c>) it fails.</summary>
    public static FileStream Open(string name)
    {
        var path = Folder() is { } folder ? Path.Combine(folder, name) : null;
        if (path is not null && File.Exists(path)) return File.OpenRead(path);

        var hint = $"The official file {name} is not there ({path ?? "no data folder found"}). Set {Variable} to the folder that holds it.";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(hint);
        else Assert.Ignore(hint);
        throw new InvalidOperationException(hint);
    }

    static string? Folder() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : BesideRepository();

    static string? BesideRepository()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OzgTracker.sln"))) directory = directory.Parent;
        return directory is null ? null : Path.GetFullPath(Path.Combine(directory.FullName, "..", "shared", "data"));
    }
}

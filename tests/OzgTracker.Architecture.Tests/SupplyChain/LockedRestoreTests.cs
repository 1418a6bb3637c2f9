using System.Diagnostics;

namespace OzgTracker.Architecture.Tests.SupplyChain;

/// <summary>What is restored in CI is what the lock files say, or nothing.</summary>
public sealed class LockedRestoreTests
{
    static readonly string[] OfTheRoot = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    [Test]
    public void CI_restores_what_is_locked() => Assert.That(File.ReadAllLines(Repository.Full(".ci/run")), Does.Contain("export RestoreLockedMode=true"));

    [Test]
    public void Every_project_has_its_lock_file() => Assert.That(
        Repository.Projects("src").Concat(Repository.Projects("tests")).Select(project => $"{Path.GetDirectoryName(project)}/packages.lock.json").Where(path => !File.Exists(Repository.Full(path))),
        Is.Empty);

    [TestCase("CI", "true")]
    [TestCase("RestoreLockedMode", "true")]
    public async Task A_package_that_the_lock_file_does_not_have_stops_a_locked_restore(string name, string value)
    {
        var (exitCode, output) = await Restore((name, value));

        Assert.That(exitCode, Is.Not.Zero, output);
        Assert.That(output, Does.Contain("NU1004"), "The lock file does not fit, which is found out without a network.");
    }

    /// <summary>A project with one package and a lock file that knows of none.</summary>
    static async Task<(int ExitCode, string Output)> Restore((string Name, string Value) setting)
    {
        var folder = Directory.CreateTempSubdirectory("ozgtracker-locked-");
        try
        {
            foreach (var file in OfTheRoot) File.Copy(Repository.Full(file), Path.Combine(folder.FullName, file));
            var project = folder.CreateSubdirectory("src").CreateSubdirectory("Example").FullName;
            await File.WriteAllTextAsync(Path.Combine(project, "Example.csproj"), """
                <Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="Npgsql" /></ItemGroup></Project>
                """);
            await File.WriteAllTextAsync(Path.Combine(project, "packages.lock.json"), """{"version":2,"dependencies":{"net10.0":{}}}""");
            var start = new ProcessStartInfo("dotnet", ["restore", Path.Combine(project, "Example.csproj"), "--nologo"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var inherited in start.Environment.Keys.Where(key => key is "CI" or "RestoreLockedMode" || key.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
                start.Environment.Remove(inherited);
            start.Environment[setting.Name] = setting.Value;
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

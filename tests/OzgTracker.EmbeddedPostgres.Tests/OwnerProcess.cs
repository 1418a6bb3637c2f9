using System.Diagnostics;
using System.Globalization;

namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>A second process that uses a home's server, to be killed or to leave.</summary>
sealed class OwnerProcess : IDisposable
{
    readonly Process process;

    OwnerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public int ServerProcessId { get; private init; }

    public bool Joined { get; private init; }

    public string ConnectionString { get; private init; } = "";

    public static async Task<OwnerProcess> StartAsync(TempHome home)
    {
        var process = Launch(home);
        var line = await process.StandardOutput.ReadLineAsync();
        if (line is null)
            throw new AssertionException("The owner ended: " + await process.StandardError.ReadToEndAsync());

        var words = line.Split('|');
        return new OwnerProcess(process)
        {
            ServerProcessId = int.Parse(words[0], CultureInfo.InvariantCulture),
            Joined = bool.Parse(words[1]),
            ConnectionString = words[2],
        };
    }

    /// <summary>An owner that is still starting.</summary>
    public static OwnerProcess Begin(TempHome home) => new(Launch(home));

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public async Task LeaveAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await process.StandardError.ReadToEndAsync());
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    static Process Launch(TempHome home) => Process.Start(new ProcessStartInfo("dotnet", [Program(), home.Path])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    // Beside the tests if the project references it, otherwise where its own build puts it.
    static string Program()
    {
        const string Name = "OzgTracker.EmbeddedPostgres.Owner";
        var here = AppContext.BaseDirectory;
        var candidates = new[] { Path.Combine(here, Name + ".dll"), Path.Combine(here.Replace("OzgTracker.EmbeddedPostgres.Tests", Name, StringComparison.Ordinal), Name + ".dll") };
        return candidates.FirstOrDefault(File.Exists) ?? throw new AssertionException($"{Name} is not built. Build it with: dotnet build tests/{Name}");
    }
}

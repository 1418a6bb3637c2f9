namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>The guardian speaks flock(1), the members speak <see cref="FileStream"/>.</summary>
public sealed class LockTests
{
    string file = "";

    [SetUp]
    public void Create() => file = Path.GetTempFileName();

    [TearDown]
    public void Remove() => File.Delete(file);

    [TestCase(FileAccess.Read, FileShare.Read, "-x", 1)]
    [TestCase(FileAccess.Read, FileShare.Read, "-s", 0)]
    [TestCase(FileAccess.ReadWrite, FileShare.None, "-x", 1)]
    [TestCase(FileAccess.ReadWrite, FileShare.None, "-s", 1)]
    public async Task Flock_sees_the_locks_of_a_file_stream(FileAccess access, FileShare share, string wanted, int exitCode)
    {
        using var held = new FileStream(file, FileMode.Open, access, share);

        Assert.That((await FlockAsync(wanted)).ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public async Task A_program_started_meanwhile_does_not_inherit_the_lock()
    {
        var held = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var started = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        await held.DisposeAsync();
        var result = await FlockAsync("-x");
        started.StandardInput.Close();
        await started.WaitForExitAsync();

        Assert.That(result.ExitCode, Is.Zero);
    }

    [TestCase("-x", FileShare.Read, false)]
    [TestCase("-s", FileShare.Read, true)]
    [TestCase("-s", FileShare.None, false)]
    public async Task A_file_stream_sees_the_locks_of_flock(string held, FileShare share, bool granted)
    {
        using var holder = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("flock", [held, file, "sh", "-c", "echo locked; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await holder.StandardOutput.ReadLineAsync();
        var opened = true;
        try
        {
            new FileStream(file, FileMode.Open, share == FileShare.None ? FileAccess.ReadWrite : FileAccess.Read, share).Dispose();
        }
        catch (IOException)
        {
            opened = false;
        }

        holder.StandardInput.Close();
        await holder.WaitForExitAsync();

        Assert.That(opened, Is.EqualTo(granted));
    }

    Task<(int ExitCode, string Output)> FlockAsync(string wanted) => Command.RunAsync(["flock", "-n", wanted, file, "true"], "/", input: null, CancellationToken.None);
}

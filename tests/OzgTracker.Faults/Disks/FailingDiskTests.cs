namespace OzgTracker.Faults.Disks;

/// <summary>F13: the disk refuses to write or to flush the write-ahead log while appends commit; PostgreSQL panics and recovers by itself.</summary>
public sealed class FailingDiskTests() : FaultUnderLoad("F13", reports: 600)
{
    PostgresServer server = null!;
    string flags = null!;
    int failures;

    [Test]
    public void The_disk_failed() => Assert.That(server.Log("PANIC"), Does.Contain("Input/output error"), $"{failures} failures");

    protected override async Task<string> CreateDatabase()
    {
        flags = Directory.CreateTempSubdirectory("ozgtracker-fault-eio-").FullName;
        Shell.Run("chmod", "777", flags);   // the server removes them
        if (FailingDisk.Compile(flags, flags) is not { } library)
        {
            const string Hint = "F13 needs a C compiler (apt-get install gcc libc6-dev).";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Hint);
            Assert.Ignore(Hint);
            throw new InvalidOperationException(Hint);
        }

        server = Keep(await OwnServer.Start(preload: library));
        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Strike(Task clients)
    {
        for (var failure = 1; failure <= FaultRun.Times(2); failure++)
        {
            await AfterPart(clients, failure, FaultRun.Times(2) + 1);
            var flag = Path.Combine(flags, failure % 2 == 0 ? "pwrite" : "fdatasync");
            await File.WriteAllTextAsync(flag, "");
            await FaultRun.Until(() => !File.Exists(flag) || clients.IsCompleted, "the disk fails");
            failures++;
        }
    }

    protected override Task Finish()
    {
        Directory.Delete(flags, recursive: true);
        return Task.CompletedTask;
    }
}

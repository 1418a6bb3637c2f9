using System.Diagnostics;
using Npgsql;
using OzgTracker.Operations;
using OzgTracker.Operations.Reports;
using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests;

/// <summary>The command as users have it: a process with an environment, pipes and signals.</summary>
public sealed class ProcessTests
{
    const int ManyGemeinden = 12_000;

    const string Reported = "log.mt_events where type = 'maturity_reported'";

    /// <summary>The save of the page behind the first two waits for a lock that this session has.</summary>
    const string HoldThirdPage = """
        create function ozg.hold() returns trigger language plpgsql as $$
        begin
            if new.value::bigint >= 10000 then perform pg_advisory_xact_lock(4711); end if;
            return new;
        end $$;
        create trigger hold before insert or update on ozg.setting for each row when (new.name like 'reports-import %') execute function ozg.hold();
        select pg_advisory_lock(4711);
        """;

    [Test]
    public async Task An_interrupted_import_keeps_what_it_has_and_goes_on()
    {
        await using var ozg = await Ozg.OnMigratedDatabase();
        var file = ozg.FileOf(OfficialFiles.WithGemeinden(ManyGemeinden));

        using var process = Start([("ConnectionStrings__OzgTracker", ozg.ConnectionString)], "import", "municipalities", file);
        var error = process.StandardError.ReadToEndAsync();
        while (await ozg.Count("log.mt_events") < 1_500 && !process.HasExited) await Task.Delay(5);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        var kept = await ozg.Count("log.mt_events");
        var again = await ozg.Run("import", "municipalities", file);

        Assert.That(process.ExitCode, Is.EqualTo(130), await error);
        Assert.That(await error, Does.StartWith("Interrupted. What is recorded stays"));
        Assert.That(kept, Is.InRange(1_500, ManyGemeinden));
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(await ozg.Scalar("select count(*) from read.municipality where kind = 'gemeinde'"), Is.EqualTo(ManyGemeinden));
        Assert.That(await ozg.Count("log.mt_events"), Is.EqualTo(await ozg.Count("log.mt_streams")));
    }

    [Test]
    public async Task An_import_of_reports_that_is_interrupted_keeps_whole_pages_and_the_next_run_ends_as_one_that_was_not()
    {
        await using var ozg = await WithCells();
        await using var clean = await WithCells();
        var lines = Reports().ToList();
        foreach (var refused in (int[])[10, 7_000, 12_000]) lines.Insert(refused, "12000001;19999;2;2025-05-01");
        var (file, other) = (ozg.FileOf(lines), clean.FileOf(lines));
        await clean.Run("import", "reports", other, "--quiet");

        await using var source = NpgsqlDataSource.Create(ozg.ConnectionString);
        await using var holding = await source.OpenConnectionAsync();
        await Execute(holding, HoldThirdPage);
        using var process = Start([("ConnectionStrings__OzgTracker", ozg.ConnectionString)], "import", "reports", file, "--quiet");
        var error = process.StandardError.ReadToEndAsync();
        await source.Until("select exists (select from pg_locks where locktype = 'advisory' and not granted)");
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync();
        await Execute(holding, "select pg_advisory_unlock_all()");   // a save that has begun is waited for
        await process.WaitForExitAsync();
        var kept = await ozg.Count(Reported);
        var again = await ozg.Run("import", "reports", file);

        Assert.That(process.ExitCode, Is.EqualTo(130), await error);
        Assert.That(await error, Does.StartWith("Interrupted. What is recorded stays; the same command goes on where it stopped."));
        Assert.That((kept + 2) % ReportIntake.PageCells == 0 || (kept + 3) % ReportIntake.PageCells == 0, Is.True, $"{kept}: whole pages, each with a line that is refused");
        Assert.That(again.Out, Does.Contain("Went on after"), again.Error);
        Assert.That((again.ExitCode, await ozg.Count(Reported)), Is.EqualTo((3, await clean.Count(Reported))));
        Assert.That(await ozg.Count("read.status"), Is.EqualTo(await clean.Count("read.status")));
        Assert.That(await File.ReadAllTextAsync(file + ".rejects.csv"), Is.EqualTo(await File.ReadAllTextAsync(other + ".rejects.csv")));
        Assert.That(await ozg.Scalar("select value from ozg.setting where name like 'reports-import %'"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_synthetic_germany_that_was_killed_is_completed_by_the_same_command()
    {
        await using var ozg = await Ozg.OnMigratedDatabase();
        await ozg.Run("import", "municipalities", ozg.FileOf(OfficialFiles.WithGemeinden(60)), "--quiet");
        await ozg.Run("import", "services", ozg.FileOf(OfficialFiles.WithServices(20)), "--quiet");
        var would = (await ozg.Run("demo", "--full", "--dry-run", "--json")).Json.GetProperty("report").GetProperty("added").GetProperty("events").GetInt64();

        using var process = Start([("ConnectionStrings__OzgTracker", ozg.ConnectionString)], "demo", "--full");
        var error = process.StandardError.ReadToEndAsync();
        while (await ozg.Count("ozg.setting") == 0 && !process.HasExited) await Task.Delay(1);
        process.Kill();
        await process.WaitForExitAsync();
        var again = await ozg.Run("demo", "--full");

        // Whatever it was about to do when it died: the rest is done, and nothing twice.
        Assert.That(await error, Does.Not.StartWith("error"));
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(await ozg.Scalar("select count(*) from log.mt_events where stream_id like 'rollout-%'"), Is.EqualTo(would));
        Assert.That((await ozg.Run("projections", "--json")).Json.EnumerateArray().Select(model => model.GetProperty("lag").GetInt64()), Is.All.Zero);
    }

    [Test]
    public async Task Without_a_connection_string_the_embedded_server_of_the_home_is_used()
    {
        var home = Directory.CreateTempSubdirectory("ozg-home-");
        if (!OperatingSystem.IsWindows()) home.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
        try
        {
            var migrated = await RunAsync([(OzgSettings.HomeVariable, home.FullName)], "migrate");
            var status = await RunAsync([(OzgSettings.HomeVariable, home.FullName)], "status", "--json");

            Assert.That(migrated.ExitCode, Is.Zero, migrated.Error);
            Assert.That(status.ExitCode, Is.Zero, status.Error);
            Assert.That(status.Json.GetProperty("database").GetString(), Is.EqualTo($"embedded in {home.FullName}"));
            Assert.That(File.Exists(Path.Combine(home.FullName, "postgres", "data", "postmaster.pid")), Is.False, "The server still runs.");
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_server_that_loses_data_is_not_written_to()
    {
        await using var ozg = await Ozg.OnMigratedDatabase();
        (string, string)[] strict = [("ConnectionStrings__OzgTracker", ozg.ConnectionString), (ServerSafety.PermissionVariable, "")];

        var import = await RunAsync(strict, "import", "municipalities", ozg.FileOf(OfficialFiles.Municipalities));
        var status = await RunAsync(strict, "status");

        Assert.That(import.ExitCode, Is.EqualTo(1));
        Assert.That(import.Error, Does.StartWith("error: PostgreSQL runs with fsync = off"));
        Assert.That(await ozg.Scalar("select count(*) from read.municipality"), Is.Zero);
        Assert.That(status.Error, Does.Not.Contain("fsync"), "Looking loses nothing.");
    }

    static async Task<Ozg> WithCells()
    {
        var ozg = await Ozg.OnMigratedDatabase();
        await ozg.Run("import", "municipalities", ozg.FileOf(OfficialFiles.WithGemeinden(200)), "--quiet");
        await ozg.Run("import", "services", ozg.FileOf(OfficialFiles.WithServices(140)), "--quiet");
        return ozg;
    }

    /// <summary>Of every cell, in nearly six pages.</summary>
    static IEnumerable<string> Reports() =>
        Enumerable.Range(0, 200 * 140).Select(cell => $"12000{(cell / 140) + 1:D3};{10_000 + (cell % 140)};2;2025-05-01").Prepend("ags;ozg_id;reifegrad;seit");

    static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<Answer> RunAsync((string Name, string Value)[] environment, params string[] args)
    {
        using var process = Start(environment, args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, await output, await error);
    }

    static Process Start((string Name, string Value)[] environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ozg.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("ConnectionStrings__OzgTracker");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

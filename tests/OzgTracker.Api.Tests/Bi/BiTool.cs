using System.Diagnostics;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>Programs that people use, run as they run them.</summary>
static class BiTool
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy", "bi");

    /// <summary>isql of unixODBC, with a statement on its standard input.</summary>
    public static Task<ToolResult> Isql(string connectionString, string sql) =>
        Exists("isql", "--version") && Exists("odbcinst", "-q", "-d", "-n", "PostgreSQL Unicode")
            ? Run("isql", ["-b", "-v", "-x0x09", "-k", connectionString], input: sql + "\n")
            : throw Missing("ODBC is not there: apt-get install unixodbc odbc-postgresql.");

    /// <summary>A script of <c>deploy/bi/python</c> by Debian's Python, whose packages are Debian's.</summary>
    public static Task<ToolResult> Python(string script, string[] arguments, params (string, string)[] variables) =>
        Exists("/usr/bin/python3", "-c", "import pandas, psycopg2")
            ? Run("/usr/bin/python3", [Path.Combine(Folder, "python", script), .. arguments], variables: variables)
            : throw Missing("Python with pandas is not there: apt-get install python3-pandas python3-psycopg2.");

    /// <summary>A script of <c>tests/bi</c> by Node.js.</summary>
    public static Task<ToolResult> Node(string script, string[] arguments, string? folder = null)
    {
        var place = Path.Combine(Repository.Root, "tests", "bi");
        return Directory.Exists(Path.Combine(place, "node_modules")) && Exists("node", "--version")
            ? Run("node", [Path.Combine(place, script), .. arguments], folder: folder)
            : throw Missing("The parser of Power Query and DuckDB are not there; that takes Node.js, and npm ci in tests/bi.");
    }

    static bool Exists(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    static Exception Missing(string hint)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(hint);
        Assert.Ignore(hint);
        return new InvalidOperationException(hint);
    }

    static async Task<ToolResult> Run(string program, string[] arguments, string? input = null, string? folder = null, (string Name, string Value)[]? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Folder,
        };
        foreach (var (name, value) in variables ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new ToolResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>How a program ended and what it said.</summary>
sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

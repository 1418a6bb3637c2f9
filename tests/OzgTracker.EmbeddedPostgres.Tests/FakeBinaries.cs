namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>Programs that only say a version.</summary>
static class FakeBinaries
{
    public static string Create(string directory, int major, string initdb = "exit 1")
    {
        Directory.CreateDirectory(directory);
        Write("postgres", $"echo 'postgres (PostgreSQL) {major}.4 (Ubuntu {major}.4-1)'");
        Write("initdb", initdb);
        Write("pg_ctl", "exit 1");
        return directory;

        void Write(string name, string line)
        {
            var file = Path.Combine(directory, name);
            File.WriteAllText(file, $"#!/bin/sh\n{line}\n");
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        }
    }
}

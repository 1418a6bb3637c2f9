namespace OzgTracker.EmbeddedPostgres;

/// <summary>One installed PostgreSQL server.</summary>
sealed record ServerBinaries(string Directory, int Major)
{
    public string Initdb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    string Program(string name) => Path.Combine(Directory, FileName(name));

    public static string FileName(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;
}

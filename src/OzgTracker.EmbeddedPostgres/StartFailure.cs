namespace OzgTracker.EmbeddedPostgres;

/// <summary>Reads out of the words of PostgreSQL why something failed.</summary>
static class StartFailure
{
    static readonly string[] Damage =
    [
        "PANIC:", "could not find the database system", "global/pg_control", "incorrect checksum in control file", "could not locate a valid checkpoint record",
        "invalid page in block", "database files are incompatible", "invalid data in file", "is not a valid data directory", "could not open directory \"pg_",
        "could not open file \"pg_", "could not read file \"", "could not access status of transaction",
    ];

    /// <summary>The given reason with the program's own words, unless these tell a better known one.</summary>
    public static EmbeddedPostgresException From(string code, string what, string words) =>
        words.Contains("No space left on device", StringComparison.Ordinal) || words.Contains("not enough space on the disk", StringComparison.Ordinal)
            ? new EmbeddedPostgresException("disk-full", $"{what} The disk is full: free some space and start again. PostgreSQL said:\n{words}")
            : new EmbeddedPostgresException(code, $"{what}\n{words}");

    /// <summary>Why the server did not start, from what it wrote while trying.</summary>
    public static EmbeddedPostgresException OfStart(Place place, string log)
    {
        if (Mentions(log, "unrecognized configuration parameter", "invalid value for parameter", "is outside the valid range", "contains errors"))
            return From("settings-refused", "PostgreSQL does not accept the settings. Correct EmbeddedPostgresOptions.Settings; the server said:", log);
        if (Mentions(log, "Cannot allocate memory", "could not create shared memory segment"))
            return From("out-of-memory", "There is not enough memory for the server. Free some, or lower shared_buffers; the server said:", log);
        if (Mentions(log, Damage))
        {
            return From(
                "cluster-damaged",
                $"The data in {place.Data} is damaged; nothing was deleted. Restore a backup into it, or move the directory away to start with an empty one. The server said:",
                log);
        }

        return From("start-failed", $"The server did not start. Its log is in {place.Root}; the server said:", log);
    }

    /// <summary>Whether processes of a killed server still hold its memory; they leave by themselves.</summary>
    public static bool IsLeftover(string log) => Mentions(log, "pre-existing shared memory block", "lock file \"postmaster.pid\" already exists");

    /// <summary>Whether somebody took the loopback port between our choice and the start.</summary>
    public static bool IsPortTaken(string log) => Mentions(log, "Address already in use", "could not bind");

    static bool Mentions(string log, params string[] phrases) => phrases.Any(phrase => log.Contains(phrase, StringComparison.Ordinal));
}

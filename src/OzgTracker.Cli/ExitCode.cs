namespace OzgTracker.Cli;

/// <summary>What the process answers to whoever started it. A script may rely on these.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>Nothing was done, or not to the end; standard error says why in one line.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>Done, except for lines that could not be read or that a rule refused.</summary>
    public const int Incomplete = 3;

    /// <summary>The database needs somebody: migrations are missing, a read model stands still, or the log is not what was sealed.</summary>
    public const int NeedsAttention = 4;

    /// <summary>Nothing was recorded: somebody has to decide on the successors of dissolved units first.</summary>
    public const int NeedsDecisions = 5;

    /// <summary>Ctrl-C; what shells expect after SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>For <c>--help</c>.</summary>
    public const string Help = """
        Exit codes:
          0    done
          1    failed; standard error says why
          2    wrong usage
          3    done, but some lines could not be read or were refused
          4    the database needs attention: migrations are missing, a read model stands still,
               or the log is not what was sealed
          5    nothing was recorded: decisions on dissolved units are missing
          130  interrupted; what is recorded stays
        """;
}

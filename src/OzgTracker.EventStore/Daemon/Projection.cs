namespace OzgTracker.EventStore.Daemon;

/// <summary>A read model: its tables and how a page of events changes them.</summary>
/// <remarks>
/// Disposable: everything in its tables can be made again from the log. Applying a page twice must change nothing; no clock, no random, no reads
/// from other read models. The version is part of the table names: a changed model is built beside the old one.
/// </remarks>
public abstract class Projection(string name, int version)
{
    /// <summary>Name for people and for the command line, e. g. <c>status</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Raised when its tables or its meaning change.</summary>
    public int Version { get; } = version;

    /// <summary>Name of its row in <c>mt_event_progression</c>; the prefix keeps it apart from Marten's own rows.</summary>
    public string ProgressName => $"ozgtracker:{Name}_v{Version}";

    /// <summary>Its tables, with schema.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Statements that create the tables and their indexes; run once.</summary>
    public abstract string Schema { get; }

    /// <summary>Brings the tables from the position before the page to the end of the page, inside its transaction.</summary>
    public abstract Task Apply(ProjectionPage page, CancellationToken ct);
}

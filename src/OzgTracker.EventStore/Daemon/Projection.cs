namespace OzgTracker.EventStore.Daemon;

/// <summary>A read model: its tables and how a page of events changes them.</summary>
/// <remarks>
/// Disposable: everything in its tables can be made again from the log. Applying a page twice must change nothing; no clock, no random, no reads
/// from other read models. The version is part of the table names: a changed model is built beside the old one. Its SQL names tables
/// <b>without a schema</b>: whoever runs it says by the search path whether the tables in service (<see cref="InService"/>) are meant or those of a rebuild.
/// </remarks>
public abstract class Projection(string name, int version)
{
    /// <summary>Schema of the tables that readers see.</summary>
    public const string InService = "read";

    /// <summary>Schema of the tables of a rebuild, until they take the place of the others.</summary>
    public const string Beside = "read_next";

    /// <summary>Name for people and for the command line, e. g. <c>status</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Raised when its tables or its meaning change.</summary>
    public int Version { get; } = version;

    /// <summary>Name of its row in <c>mt_event_progression</c>; the prefix keeps it apart from Marten's own rows.</summary>
    public string ProgressName => $"ozgtracker:{Name}_v{Version}";

    /// <summary>Its tables, without schema.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Views for people and BI tools, each of all columns of one table: new columns of a later version come last.</summary>
    public virtual IReadOnlyList<(string View, string Table)> Views => [];

    /// <summary>Statements that create the tables; run once in each schema.</summary>
    public abstract string Schema { get; }

    /// <summary>Keys and indexes, where it is worth while to fill the tables before they exist.</summary>
    public virtual string Indexes => "";

    /// <summary>Brings the tables from the position before the page to the end of the page, inside its transaction.</summary>
    public abstract Task Apply(ProjectionPage page, CancellationToken ct);
}

/// <summary>A read model that can be filled from the whole log at once, much faster than page by page.</summary>
public interface IBulkFilled
{
    /// <summary>Fills the empty tables, which have no indexes yet, with what all pages up to <see cref="StreamScan.UpTo"/> would have left in them.</summary>
    Task FillAsync(ProjectionFill fill, CancellationToken ct);
}

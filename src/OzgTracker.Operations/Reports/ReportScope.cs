using Npgsql;
using OzgTracker.Domain;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Reports;

/// <summary>For whom, by whom and under which conditions reports are taken in.</summary>
public sealed record ReportScope
{
    /// <summary>Who reports, and through which door.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Bundles the events.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The Verband or Kreis that speaks for its members; null when each unit is named.</summary>
    public KnownUnit? Speaker { get; init; }

    /// <summary>Decide everything, record nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>One refusal refuses all; only where everything is one transaction.</summary>
    public bool AllOrNothing { get; init; }

    /// <summary>Why nothing may be recorded for a unit, or for a key that nobody has; null when all is well.</summary>
    public Func<KnownUnit?, string, Refusal?> Check { get; init; } = static (unit, key) => unit is null ? UnknownUnit(key) : null;

    /// <summary>Queues what has to hold when the events are saved.</summary>
    public Action<IDocumentOperations, IReadOnlyList<KnownUnit>> Guard { get; init; } = static (_, _) => { };

    /// <summary>Whether a save that the database refused may go well when it is decided anew; returns when what stopped it is known.</summary>
    public Func<PostgresException, CancellationToken, Task<bool>> MayDecideAnew { get; init; } = static (_, _) => Task.FromResult(false);

    /// <summary>Waits for a place to decide and save in; it is left by disposing it.</summary>
    public Func<CancellationToken, ValueTask<IDisposable?>> Enter { get; init; } = static _ => ValueTask.FromResult<IDisposable?>(null);

    /// <summary>The refusal for a key that nobody has.</summary>
    public static Refusal UnknownUnit(string key) =>
        new("unknown-municipality", $"'{key}' is neither an id nor an AGS (8 digits) nor an ARS (12 digits) of a known unit.");
}

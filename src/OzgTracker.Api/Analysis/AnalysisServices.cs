using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What every analysis needs.</summary>
public sealed class AnalysisServices
{
    internal AnalysisServices(MaturityCube cube, Registry registry, DocumentStore store, TimeProvider clock, Cursors cursors, AnswerCache cache) =>
        (Cube, Registry, Store, Clock, Cursors, Cache) = (cube, registry, store, clock, cursors, cache);

    /// <summary>All cells in memory.</summary>
    internal MaturityCube Cube { get; }

    /// <summary>Finds units by any of their keys.</summary>
    internal Registry Registry { get; }

    /// <summary>The log.</summary>
    internal DocumentStore Store { get; }

    internal TimeProvider Clock { get; }

    internal Cursors Cursors { get; }

    internal AnswerCache Cache { get; }
}

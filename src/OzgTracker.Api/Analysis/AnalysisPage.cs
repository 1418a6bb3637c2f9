using OzgTracker.Api.Web;

namespace OzgTracker.Api.Analysis;

/// <summary>A page of an analysis with everything that makes its numbers traceable.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
/// <param name="Position">The position of the log that is certainly in the answer.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="MetricVersion">Raised when its definition changes.</param>
/// <param name="Model">The maturity model.</param>
/// <param name="Policy">How the level of an OZG service comes from its LeiKa services.</param>
public sealed record AnalysisPage<TItem>(
    IReadOnlyList<TItem> Items, string? NextCursor, long Position, string Metric, int MetricVersion, string Model, string Policy) : Page<TItem>(Items, NextCursor);

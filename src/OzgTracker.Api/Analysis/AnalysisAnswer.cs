using System.Collections;
using System.Text.Json.Serialization;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Analysis;

/// <summary>What makes the numbers of an analysis traceable.</summary>
/// <param name="Position">The position of the log that they were computed at.</param>
/// <param name="Metric">Name of the metric, explained at `/v1/metrics`.</param>
/// <param name="MetricVersion">Raised when its definition changes.</param>
/// <param name="Model">The maturity model.</param>
/// <param name="Policy">How the level of an OZG service comes from its LeiKa services.</param>
/// <param name="AsOf">The day of the values.</param>
/// <param name="KnownAt">As it was asked for; null when everything that is known counts.</param>
public abstract record AnalysisAnswer(
    [property: JsonPropertyOrder(-1)] long Position,
    [property: JsonPropertyOrder(-1)] string Metric,
    [property: JsonPropertyOrder(-1)] int MetricVersion,
    [property: JsonPropertyOrder(-1)] string Model,
    [property: JsonPropertyOrder(-1)] string Policy,
    [property: JsonPropertyOrder(-1)] DateOnly AsOf,
    [property: JsonPropertyOrder(-1)] string? KnownAt)
{
    internal AnalysisAnswer(AnalysisFacts facts)
        : this(facts.Position, facts.Metric, facts.MetricVersion, facts.Model, facts.Policy, facts.AsOf, facts.KnownAt)
    {
    }

    /// <summary>The answer as a table, for CSV and NDJSON; null when it is none.</summary>
    internal abstract AnalysisTable? ToTable();
}

/// <summary>The same facts on their way into an answer.</summary>
sealed record AnalysisFacts(long Position, string Metric, int MetricVersion, string Model, string Policy, DateOnly AsOf, string? KnownAt);

/// <summary>Rows of an answer.</summary>
/// <param name="Rows">As they stand in JSON.</param>
/// <param name="Columns">Of CSV: names and what each row says.</param>
/// <param name="NextCursor">Where more follows.</param>
sealed record AnalysisTable(IEnumerable Rows, IReadOnlyList<(string Name, Func<object, object?> Value)> Columns, string? NextCursor = null);

/// <summary>An analysis that ranks or lists.</summary>
public record AnalysisList<TItem> : AnalysisAnswer
{
    internal AnalysisList(AnalysisFacts facts, IReadOnlyList<TItem> items, string? nextCursor, long total)
        : base(facts) => (Items, NextCursor, Total) = (items, nextCursor, total);

    /// <summary>The rows.</summary>
    public IReadOnlyList<TItem> Items { get; }

    /// <summary>For the next page; null on the last.</summary>
    public string? NextCursor { get; }

    /// <summary>Rows on all pages.</summary>
    public long Total { get; }

    internal override AnalysisTable ToTable() => new(Items, CsvTable.MembersOf(typeof(TItem)), NextCursor);
}

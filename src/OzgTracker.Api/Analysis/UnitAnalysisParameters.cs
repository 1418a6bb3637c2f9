using Microsoft.AspNetCore.Mvc;

namespace OzgTracker.Api.Analysis;

/// <summary>Filters and measure of an analysis that is about one service, or about no service in particular.</summary>
/// <param name="State">Land, two digits.</param>
/// <param name="District">Kreis, five digits; itself and the Gemeinden in it.</param>
/// <param name="Association">Gemeindeverband, nine digits; itself and its members. `none`: units in no Verband.</param>
/// <param name="Kind">`gemeinde`, `verband` or `kreis`.</param>
/// <param name="SizeClass">By inhabitants, e. g. `500-999`, `&lt;500`, `&gt;=500000`.</param>
/// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
/// <param name="Policy">How levels of LeiKa services make the level: `any` (when absent), `all` or `shareConform`.</param>
/// <param name="AsOf">The values on this day; today when absent.</param>
/// <param name="KnownAt">Only what the log had learnt by then: a moment, or a day for the end of that day (UTC).</param>
/// <param name="KnownPosition">The same by a position of the log; the addresses behind numbers use it.</param>
/// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
/// <param name="Format">`json`, `ndjson` or `csv`; goes before the Accept header.</param>
/// <param name="Delimiter">Of CSV: `comma`, or `semicolon` for German Excel.</param>
public sealed record UnitAnalysisParameters(
    [FromQuery] string? State = null,
    [FromQuery] string? District = null,
    [FromQuery] string? Association = null,
    [FromQuery] string? Kind = null,
    [FromQuery] string? SizeClass = null,
    [FromQuery] string? Model = null,
    [FromQuery] string? Policy = null,
    [FromQuery] DateOnly? AsOf = null,
    [FromQuery] string? KnownAt = null,
    [FromQuery] long? KnownPosition = null,
    [FromQuery] long? MinPosition = null,
    [FromQuery] string? Format = null,
    [FromQuery] string? Delimiter = null)
{
    /// <summary>The same as every analysis has it.</summary>
    /// <param name="ozgId">The one service; left out where it is none, which the request's own rule says.</param>
    internal AnalysisParameters Of(string? ozgId) => new(
        State, District, Association, Kind, SizeClass, Domain.Catalogue.OzgId.TryParse(ozgId, out _) ? ozgId : null, Model: Model, Policy: Policy, AsOf: AsOf, KnownAt: KnownAt,
        KnownPosition: KnownPosition, MinPosition: MinPosition, Format: Format, Delimiter: Delimiter);
}

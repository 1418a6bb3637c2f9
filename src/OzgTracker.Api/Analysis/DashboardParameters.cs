using Microsoft.AspNetCore.Mvc;

namespace OzgTracker.Api.Analysis;

/// <summary>Filters and measure of an analysis whose Land is in the path.</summary>
/// <param name="District">Kreis, five digits; itself and the Gemeinden in it.</param>
/// <param name="Association">Gemeindeverband, nine digits; itself and its members. `none`: units in no Verband.</param>
/// <param name="Kind">`gemeinde`, `verband` or `kreis`.</param>
/// <param name="SizeClass">By inhabitants, e. g. `500-999`, `&lt;500`, `&gt;=500000`.</param>
/// <param name="OzgId">One OZG service, or several with commas, at most 100.</param>
/// <param name="TopicArea">Themenfeld, as `/v1/topic-areas` has it.</param>
/// <param name="Situation">Lage, as `/v1/services` has it.</param>
/// <param name="Type">Typisierung, e. g. `2/3`; `none`: services without one.</param>
/// <param name="Tag">Programme that a service belongs to on the day; `none`: services in none.</param>
/// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
/// <param name="Policy">How levels of LeiKa services make the level: `any` (when absent), `all` or `shareConform`.</param>
/// <param name="AsOf">The values on this day; today when absent.</param>
/// <param name="KnownAt">Only what the log had learnt by then: a moment, or a day for the end of that day (UTC).</param>
/// <param name="KnownPosition">The same by a position of the log; the addresses behind numbers use it.</param>
/// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
/// <param name="Format">`json`; goes before the Accept header.</param>
public sealed record DashboardParameters(
    [FromQuery] string? District = null,
    [FromQuery] string? Association = null,
    [FromQuery] string? Kind = null,
    [FromQuery] string? SizeClass = null,
    [FromQuery] string? OzgId = null,
    [FromQuery] string? TopicArea = null,
    [FromQuery] string? Situation = null,
    [FromQuery] string? Type = null,
    [FromQuery] string? Tag = null,
    [FromQuery] string? Model = null,
    [FromQuery] string? Policy = null,
    [FromQuery] DateOnly? AsOf = null,
    [FromQuery] string? KnownAt = null,
    [FromQuery] long? KnownPosition = null,
    [FromQuery] long? MinPosition = null,
    [FromQuery] string? Format = null)
{
    internal AnalysisParameters Of(string state) => new(
        state, District, Association, Kind, SizeClass, OzgId, TopicArea, Situation, Type, Tag, Model, Policy, AsOf, KnownAt, KnownPosition, MinPosition, Format);
}

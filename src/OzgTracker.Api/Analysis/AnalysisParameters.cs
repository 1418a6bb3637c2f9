using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What every analysis can be asked about: which units and services, by which measure, as of when.</summary>
/// <param name="State">Land, two digits.</param>
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
/// <param name="Format">`json`, `ndjson` or `csv`; goes before the Accept header.</param>
/// <param name="Delimiter">Of CSV: `comma`, or `semicolon` for German Excel.</param>
public sealed record AnalysisParameters(
    [FromQuery] string? State = null,
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
    [FromQuery] string? Format = null,
    [FromQuery] string? Delimiter = null)
{
    const int MostServices = 100;

    /// <summary>The services that are named; null for all.</summary>
    internal IReadOnlyList<string>? OzgIds => OzgId?.Split(',');

    internal UnitFilter ToUnitFilter() => new(
        State, District, Association, Kind is not null && Codes.TryParse<UnitKind>(Kind, out var kind) ? kind : null, Domain.Municipalities.SizeClass.Find(SizeClass));

    internal CubeServices ToServiceFilter() => new(OzgIds, TopicArea, Situation, Type, Tag);

    /// <summary>Syntax and known values, and filters that leave nothing.</summary>
    public sealed class Validator : AbstractValidator<AnalysisParameters>
    {
        static readonly string[] Kinds = [Codes.Text(UnitKind.Gemeinde), Codes.Text(UnitKind.Verband), Codes.Text(UnitKind.Kreis)];

        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(asked => asked.State).State();
            RuleFor(asked => asked.District).District();
            RuleFor(asked => asked.Association).Association().When(asked => asked.Association != CubeFilters.None);
            RuleFor(asked => asked.Kind).Must(kind => kind is null || Kinds.Contains(kind)).WithErrorCode("unknown-kind")
                .WithMessage($"'kind' must be one of {string.Join(", ", Kinds)}; a gemeindefreies Gebiet offers nothing.");
            RuleFor(asked => asked.SizeClass).SizeClass();
            RuleFor(asked => asked.OzgId).Must(ids => ids is null || ids.Split(',').All(id => Domain.Catalogue.OzgId.TryParse(id, out _))).WithErrorCode("invalid-ozg-id")
                .WithMessage("'ozgId' must be the five digits of an OZG service, or several with commas.");
            RuleFor(asked => asked.OzgId).Must(ids => ids is null || ids.Split(',').Length <= MostServices).WithErrorCode("too-many-services")
                .WithMessage($"'ozgId' may name at most {MostServices} services; use topicArea or tag for more.");
            RuleFor(asked => asked.Policy).LeikaPolicy();
            RuleFor(asked => asked.KnownAt).Must(text => text is null || KnownMoment.TryParse(text, out _)).WithErrorCode("invalid-moment")
                .WithMessage("'knownAt' must be a day as yyyy-MM-dd or a moment as yyyy-MM-ddTHH:mm:ssZ.");
            RuleFor(asked => asked.KnownPosition).Position();
            RuleFor(asked => asked.MinPosition).Position();
            RuleFor(asked => asked.Delimiter).Must(value => value is null or "comma" or "semicolon").WithErrorCode("unknown-delimiter")
                .WithMessage("'delimiter' must be comma or semicolon.");
            RuleFor(asked => asked.District).Must((asked, district) => asked.State is null || district is null || district.StartsWith(asked.State, StringComparison.Ordinal))
                .WithErrorCode("contradictory-filters").WithMessage("'district' lies in another Land than 'state'; leave one of them out.");
            RuleFor(asked => asked.Association)
                .Must((asked, association) => asked.State is null || association is null or CubeFilters.None || association.StartsWith(asked.State, StringComparison.Ordinal))
                .WithErrorCode("contradictory-filters").WithMessage("'association' lies in another Land than 'state'; leave one of them out.");
            RuleFor(asked => asked.Association)
                .Must((asked, association) => association is null or CubeFilters.None || asked.Kind != Codes.Text(UnitKind.Kreis))
                .WithErrorCode("contradictory-filters").WithMessage("No Kreis is a member of a Gemeindeverband; leave 'association' or 'kind' out.");
            RuleFor(asked => asked.KnownPosition).Must((asked, position) => position is null || asked.KnownAt is null)
                .WithErrorCode("contradictory-filters").WithMessage("Give either 'knownAt' or 'knownPosition'.");
        }
    }
}

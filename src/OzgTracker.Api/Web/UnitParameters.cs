using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Web;

/// <summary>Which units a question is about.</summary>
/// <param name="State">Land, two digits.</param>
/// <param name="District">Kreis, five digits; itself and the Gemeinden in it.</param>
/// <param name="Association">Gemeindeverband, nine digits; itself and its members.</param>
/// <param name="Kind">`gemeinde`, `verband`, `kreis` or `gemeindefrei`.</param>
/// <param name="SizeClass">By inhabitants, e. g. `500-999`, `&lt;500`, `&gt;=500000`.</param>
public sealed record UnitParameters(
    [FromQuery] string? State = null,
    [FromQuery] string? District = null,
    [FromQuery] string? Association = null,
    [FromQuery] string? Kind = null,
    [FromQuery] string? SizeClass = null)
{
    internal UnitFilter ToFilter() => new(
        State, District, Association, Kind is not null && Codes.TryParse<UnitKind>(Kind, out var kind) ? kind : null, Domain.Municipalities.SizeClass.Find(SizeClass));

    /// <summary>Syntax and known values.</summary>
    public sealed class Validator : AbstractValidator<UnitParameters>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(unit => unit.State).State();
            RuleFor(unit => unit.District).District();
            RuleFor(unit => unit.Association).Association();
            RuleFor(unit => unit.Kind).Must(kind => kind is null || Codes.TryParse<UnitKind>(kind, out _)).WithErrorCode("unknown-kind")
                .WithMessage($"'kind' must be one of {string.Join(", ", Codes.All<UnitKind>())}.");
            RuleFor(unit => unit.SizeClass).SizeClass();
        }
    }
}

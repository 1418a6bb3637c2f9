using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Changes;

/// <summary>Which events.</summary>
/// <param name="Type">Kinds, several with commas between: `maturity_reported` or `de.ozgtracker.maturity-reported.v1`.</param>
/// <param name="State">Number of a Land: events of its units, targets and competences.</param>
/// <param name="OzgId">Number of a service.</param>
/// <param name="Municipality">Id, AGS or ARS of a unit.</param>
public sealed record ChangeParameters(
    [FromQuery] string? Type = null, [FromQuery] string? State = null, [FromQuery] string? OzgId = null, [FromQuery] string? Municipality = null)
{
    /// <summary>Known kinds, well-formed keys.</summary>
    public sealed class Validator : AbstractValidator<ChangeParameters>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleForEach(request => request.Types()).EventKind().OverridePropertyName("type");
            RuleFor(request => request.State).State();
            RuleFor(request => request.OzgId!).OzgId().When(request => request.OzgId is not null);
            RuleFor(request => request.Municipality!).UnitKey().When(request => request.Municipality is not null);
        }
    }

    string[] Types() => Type?.Split(',') ?? [];

    /// <summary>Null when nobody has the key of the unit.</summary>
    internal async Task<ChangeFilter?> Filter(Registry registry, CancellationToken ct)
    {
        var unit = Municipality is null ? null : await registry.FindUnit(Municipality, ct);
        if (Municipality is not null && unit is null) return null;
        return new ChangeFilter(
            [.. Types().Select(type => EventKinds.StoredName(type)!)], State is null ? [] : [State], OzgId is null ? [] : [OzgId], unit?.Id.Value);
    }
}

/// <summary>Syntax of questions to the feed.</summary>
static class ChangeRules
{
    public static IRuleBuilderOptions<T, string> EventKind<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(name => name is not null && EventKinds.StoredName(name) is not null).WithErrorCode("unknown-event-kind")
        .WithMessage("A kind is a stored name such as maturity_reported, or a type such as de.ozgtracker.maturity-reported.v1; the history of a cell and this feed show them.");
}

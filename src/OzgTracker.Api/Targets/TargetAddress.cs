using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Api.Targets;

/// <summary>Which target a request speaks of.</summary>
/// <param name="Id">Land and name, e. g. `05-roll-in-2026`.</param>
public sealed record TargetAddress([FromRoute] string Id)
{
    /// <summary>Where all operations of one target are.</summary>
    public const string Route = TargetAnswer.Route + "/{id}";

    internal TargetKey Key => TargetKey.TryParse(Id, out var key) ? key : throw new FormatException("The id was not validated.");

    /// <summary>Syntax.</summary>
    public sealed class Validator : AbstractValidator<TargetAddress>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(address => address.Id).Must(id => TargetKey.TryParse(id, out _)).WithErrorCode("invalid-target-id")
            .WithMessage("A target's id is the Land (two digits), a dash, and 1 to 40 lower-case letters, digits and dashes.");
    }
}

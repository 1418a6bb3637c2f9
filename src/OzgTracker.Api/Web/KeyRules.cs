using FluentValidation;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Api.Web;

/// <summary>Syntax of official keys in requests.</summary>
static class KeyRules
{
    /// <summary>Id, AGS or ARS of a unit.</summary>
    public static IRuleBuilderOptions<T, string> UnitKey<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(key => UnitId.TryParse(key, out _) || Ars.TryParse(key, out _)).WithErrorCode("invalid-key")
        .WithMessage("A unit's key has 5 (Kreis), 8 (AGS), 9 (Gemeindeverband) or 12 (ARS) digits, with leading zeros.");

    /// <summary>Number of an OZG service.</summary>
    public static IRuleBuilderOptions<T, string> OzgId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => Domain.Catalogue.OzgId.TryParse(id, out _)).WithErrorCode("invalid-ozg-id")
        .WithMessage("An OZG id has five digits and starts with 1.");

    /// <summary>Number of a Land, where one is given.</summary>
    public static IRuleBuilderOptions<T, string?> State<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(state => state is null || StateCode.TryParse(state, out _)).WithErrorCode("invalid-state")
        .WithMessage("'state' must be two digits, 01 to 16.");

    /// <summary>Number of a Kreis, where one is given.</summary>
    public static IRuleBuilderOptions<T, string?> District<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(district => district is null || (district.Length == 5 && UnitId.TryParse(district, out _))).WithErrorCode("invalid-district")
        .WithMessage("'district' must be the five digits of a Kreis or a kreisfreie Stadt.");

    /// <summary>Number of a Gemeindeverband, where one is given.</summary>
    public static IRuleBuilderOptions<T, string?> Association<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(association => association is null || (association.Length == 9 && UnitId.TryParse(association, out _))).WithErrorCode("invalid-association")
        .WithMessage("'association' must be the nine digits of a Gemeindeverband.");

    /// <summary>Code of a size class, where one is given.</summary>
    public static IRuleBuilderOptions<T, string?> SizeClass<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(size => size is null || Domain.Municipalities.SizeClass.Find(size) is not null).WithErrorCode("unknown-size-class")
        .WithMessage($"'sizeClass' must be one of {string.Join(", ", Domain.Municipalities.SizeClass.All.Select(size => size.Code))}.");

    /// <summary>A LeiKa key.</summary>
    public static IRuleBuilderOptions<T, string> LeikaId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => Domain.Catalogue.LeikaId.TryParse(id, out _)).WithErrorCode("invalid-leika-id")
        .WithMessage("A LeiKa key has 14 digits and starts with 99.");
}

using FluentValidation;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Api.Maturity;

/// <summary>Syntax of what is said of maturity models.</summary>
static class MaturityRules
{
    /// <summary>The id of a model.</summary>
    public static IRuleBuilderOptions<T, string> ModelId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(MaturityModelRules.IsId).WithErrorCode("invalid-model-id")
        .WithMessage("The id of a model is a name in lower case, one dash and a version, such as ozg-2.0.");
}

using FluentValidation;

namespace OzgTracker.Api.Web;

/// <summary>Syntax of names and descriptions.</summary>
static class WordRules
{
    /// <summary>An entry of a list; a list in JSON may hold nulls whatever its type says.</summary>
    public static IRuleBuilderOptions<T, TEntry> Present<T, TEntry>(this IRuleBuilder<T, TEntry> rule) => rule
        .NotNull().WithErrorCode("missing-value").WithMessage("The entry is null; give it or leave it out.");

    /// <summary>Words that must be there.</summary>
    public static IRuleBuilderOptions<T, string> Words<T>(this IRuleBuilder<T, string> rule, int longest) => rule
        .Must(text => !string.IsNullOrWhiteSpace(text)).WithErrorCode("missing-value").WithMessage("Words are needed here.")
        .MaximumLength(longest).WithErrorCode("text-too-long").WithMessage($"At most {longest} characters.");
}

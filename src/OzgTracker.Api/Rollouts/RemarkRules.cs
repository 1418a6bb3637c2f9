using FluentValidation;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Api.Rollouts;

/// <summary>Syntax of free text, see <see cref="RemarkText"/>.</summary>
static class RemarkRules
{
    public static IRuleBuilderOptions<T, string?> Remark<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(RemarkText.Longest).WithErrorCode("text-too-long").WithMessage($"At most {RemarkText.Longest} characters.")
        .Must(text => text is null || !RemarkText.MayHoldPersonalData(text)).WithErrorCode("personal-data").WithMessage(RemarkText.PersonalData);

    public static IRuleBuilderOptions<T, string?> Reason<T>(this IRuleBuilder<T, string?> rule) => rule
        .NotEmpty().WithErrorCode("missing-value").WithMessage("A reason is needed.").Remark();
}

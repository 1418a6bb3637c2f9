using FluentValidation;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Api.Rollouts;

/// <summary>Syntax of evidence; what an address may be is decided by the domain.</summary>
static class EvidenceShape
{
    const int LongestUrl = 2_000;

    public static IRuleBuilderOptions<T, string?> Address<T>(this IRuleBuilder<T, string?> rule) => rule
        .NotEmpty().WithErrorCode("missing-value").WithMessage("'url' is needed.")
        .MaximumLength(LongestUrl).WithErrorCode("text-too-long").WithMessage($"At most {LongestUrl} characters.");

    public static IRuleBuilderOptions<T, string?> EvidenceSource<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(source => source is null || EvidenceSources.All.Contains(source)).WithErrorCode("unknown-source")
        .WithMessage($"'source' must be one of {string.Join(", ", EvidenceSources.All)}.");
}

using FluentValidation;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Web;

/// <summary>The query parameter <c>policy</c>: how the level of an OZG service comes from its LeiKa services.</summary>
static class PolicyRules
{
    public static IRuleBuilderOptions<T, string?> LeikaPolicy<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(policy => policy is null || Codes.TryParse<LeikaPolicy>(policy, out _)).WithErrorCode("unknown-policy")
        .WithMessage($"'policy' must be one of {string.Join(", ", Codes.All<LeikaPolicy>())}.");

    /// <summary>A validated value; the federal count's when absent.</summary>
    public static LeikaPolicy Of(string? policy) => policy is not null && Codes.TryParse<LeikaPolicy>(policy, out var known) ? known : Domain.Rollouts.LeikaPolicy.Any;
}

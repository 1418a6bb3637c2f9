using System.Text.RegularExpressions;
using FluentValidation;

namespace OzgTracker.Api.Rollouts;

/// <summary>Free text that ends in the log for ever: short, and nothing about persons as far as a pattern can tell.</summary>
static partial class RemarkRules
{
    const int Longest = 500;

    public static IRuleBuilderOptions<T, string?> Remark<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(Longest).WithErrorCode("text-too-long").WithMessage($"At most {Longest} characters.")
        .Must(text => text is null || !(MailAddress().IsMatch(text) || TelephoneNumber().IsMatch(text))).WithErrorCode("personal-data")
        .WithMessage("The text seems to hold a mail address or a telephone number; the log is kept for ever and takes no personal data.");

    public static IRuleBuilderOptions<T, string?> Reason<T>(this IRuleBuilder<T, string?> rule) => rule
        .NotEmpty().WithErrorCode("missing-value").WithMessage("A reason is needed.").Remark();

    [GeneratedRegex(@"[^\s@]+@[^\s@]+\.[a-z]{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"(\+49|\b0)[\s/()-]*[1-9]([\s/()-]*[0-9]){6,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex TelephoneNumber();
}

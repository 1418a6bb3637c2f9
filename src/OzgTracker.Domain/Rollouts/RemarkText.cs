using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Rollouts;

/// <summary>Free text that ends in the log for ever: short, and nothing about persons as far as a pattern can tell.</summary>
public static partial class RemarkText
{
    /// <summary>Characters.</summary>
    public const int Longest = 500;

    /// <summary>Why a text that <see cref="MayHoldPersonalData"/> is not taken.</summary>
    public const string PersonalData = "The text seems to hold a mail address or a telephone number; the log is kept for ever and takes no personal data.";

    /// <summary>Whether it looks as if a mail address or a telephone number were in it.</summary>
    public static bool MayHoldPersonalData(string text) => MailAddress().IsMatch(text) || TelephoneNumber().IsMatch(text);

    [GeneratedRegex(@"[^\s@]+@[^\s@]+\.[a-z]{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"(\+49|\b0)[\s/()-]*[1-9]([\s/()-]*[0-9]){6,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex TelephoneNumber();
}

/// <summary>How large the parts of a claim may be; what they may say is decided by the rules.</summary>
public static class ClaimLimits
{
    /// <summary>Characters of an address.</summary>
    public const int LongestUrl = 2_000;

    /// <summary>LeiKa services named.</summary>
    public const int MostLeikaIds = 1_000;

    /// <summary>Criteria named.</summary>
    public const int MostCriteria = 50;
}

using System.Globalization;

namespace OzgTracker.Intake;

/// <summary>The <i>Typisierung</i> of a service: who regulates and who executes it.</summary>
static class ServiceType
{
    /// <summary>What a type looks like, for people.</summary>
    public const string Expected = "a type such as 1, 2/3, 2b/3b, 4 or 5";

    /// <summary>Numbers 1 to 12, two of them with a slash between; a or b (Land or Kommune executes) only behind 2, 3 and 4.</summary>
    public static bool IsKnown(string type) => type.Split('/') is { Length: 1 or 2 } parts && parts.All(IsKnownPart);

    static bool IsKnownPart(string part) => part is "2a" or "2b" or "3a" or "3b" or "4a" or "4b"
        || int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 12;
}

using System.Text.RegularExpressions;
using OzgTracker.Domain.Contacts;

namespace OzgTracker.Operations.ApiKeys;

/// <summary>What a client is called, such as <c>kdn-nightly-import</c>. It stands in lists for years, so it is never that of a person.</summary>
public static partial class ApiKeyName
{
    /// <summary>What a name looks like, for people.</summary>
    public const string Form = "3 to 80 lower-case letters, digits, dots and dashes, beginning and ending with a letter or digit, such as kdn-nightly-import";

    /// <summary>Whether a text has the form of a name.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    /// <summary>Whether a name seems to be that of a person.</summary>
    public static bool IsOfPerson(string name) => OrganisationName.WhyNot(name.Replace('-', ' ').Replace('.', ' ')) is not null;

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,78}[a-z0-9]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Contacts;

/// <summary>The name of an organisation, such as an IT provider; never that of a person, and no free text.</summary>
public static partial class OrganisationName
{
    /// <summary>Code of the refusal.</summary>
    public const string Code = "not-an-organisation";

    /// <summary>Longest name.</summary>
    public const int Longest = 120;

    /// <summary>Null for the name of an organisation, otherwise what is wrong and what to do.</summary>
    public static string? WhyNot(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > Longest || name.Any(char.IsControl) || !name.Any(char.IsLetter))
            return $"The name of an organisation has letters, one line and at most {Longest} characters; send null where there is none.";
        if (name.Contains('@', StringComparison.Ordinal) || Telephone().IsMatch(name) || name.Contains("://", StringComparison.Ordinal))
            return "Give only the name of the organisation; mail addresses, telephone numbers and links do not belong here.";
        return Salutation().IsMatch(name) || IsPerson(name)
            ? "The name seems to be that of a person. The log is kept for ever and takes no personal data: give the name of the organisation."
            : null;
    }

    /// <summary>Two or three words of which the first is a first name; with a legal form it is a firm.</summary>
    static bool IsPerson(string name)
    {
        var words = SearchText.Fold(name).Split(' ');
        return words.Length is 2 or 3 && FirstNames.Contains(words[0]) && !LegalForm().IsMatch(name);
    }

    [GeneratedRegex(@"(\+[1-9]|\b0)[\s/()-]*[1-9]([\s/()-]*[0-9]){5,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\b(Herrn?|Frau|Hr\.|Fr\.|Dr\.|Prof\.|Dipl\.)(?=\s|$|-)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 100)]
    private static partial Regex Salutation();

    [GeneratedRegex(@"\b(GmbH|AG|KG|OHG|GbR|SE|UG|mbH|e\.\s?V\.|e\.\s?G\.|eG|AöR|KdöR|Stiftung|Verlag|IT)(?=\W|$)",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex LegalForm();
}

using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Contacts;

/// <summary>A functional mailbox (<i>Funktionspostfach</i>): the address of an office, which stays when people come and go, and is no personal data.</summary>
/// <remarks>
/// A pattern cannot know every name. What it refuses: initials and names with a dot or an underscore, first names, salutations. A single word that is
/// none of these passes, so an unusual surname does, too; what it lets pass wrongly is taken back by publishing another contact.
/// </remarks>
public static partial class FunctionalMailbox
{
    /// <summary>Code of the refusal.</summary>
    public const string Code = "not-a-functional-mailbox";

    /// <summary>Longest address that mail servers take.</summary>
    public const int Longest = 254;

    static readonly FrozenSet<string> Words = """
        abteilung akte amt anfrage anfragen anmeldung antrag archiv auskunft ausweis bau bauen bauhof beratung bibliothek buecherei buerger
        buergerinnen buero datenschutz dezernat dienst dienste digital edv efa egov egovernment elterngeld fachbereich fahrerlaubnis fb feuerwehr
        finanzen formular formulare gemeinde geschaeftsstelle gewerbe government helpdesk hilfe hotline info information informationstechnik it jugend
        kasse kfz kita klima kommune kontakt kreis kultur kundenservice land landkreis landratsamt leitung mail mailbox marktplatz meldewesen
        modernisierung museum nachnutzung office online onlinedienst onlinedienste onlineservice onlineservices organisation ozg pass personal planung
        portal post postbox posteingang postfach poststelle presse projekt projekte rathaus rechnung redaktion referat rollout sachgebiet samtgemeinde
        schule sekretariat service services sg smart smartcity soziales sport stab stabsstelle stadt standesamt steuern support team tourismus umwelt
        verband verbandsgemeinde vergabe verkehr verwaltung wahlen webmaster wirtschaft wohngeld zentrale zulassung
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the names of offices end or begin with; long enough not to be the end of a surname.</summary>
    static readonly string[] Endings =
    [
        "amt", "stelle", "buero", "verwaltung", "service", "dienst", "dienste", "wesen", "koordination", "koordinierung", "management", "zentrum", "leitung", "rathaus",
        "gemeinde", "portal", "team",
    ];

    static readonly string[] Beginnings = ["digital", "egov", "ozg", "buergerb", "buergers", "online"];

    static readonly FrozenSet<string> Salutations = FrozenSet.ToFrozenSet(["herr", "herrn", "frau", "dr", "prof", "hr", "fr"], StringComparer.Ordinal);

    /// <summary>Whether a text has the form of one mail address.</summary>
    public static bool IsAddress(string text) => text.Length <= Longest && Address().IsMatch(text);

    /// <summary>Null for the mailbox of an office, otherwise what is wrong and what to do.</summary>
    public static string? WhyNot(string address)
    {
        if (!IsAddress(address)) return $"'{address}' is no mail address; give one such as digitalisierung@stadt.example.";
        return LooksLikeAPerson(address[..address.IndexOf('@', StringComparison.Ordinal)])
            ? "The address seems to be that of a person. The log is kept for ever and takes no personal data: give the functional mailbox of an office, such as "
                + "digitalisierung@, ozg@ or buergerbuero@, or leave the mailbox out and give a url."
            : null;
    }

    static bool LooksLikeAPerson(string local)
    {
        var parts = Separators().Split(local).Select(part => SearchText.Fold(Digit().Replace(part, ""))).Where(part => part.Length > 0).ToArray();
        if (parts.Length == 0) return false;
        if (parts.Any(part => FirstNames.Contains(part) || Salutations.Contains(part))) return true;

        var hasNameForm = parts.Length > 1 && local.AsSpan().IndexOfAny('.', '_') >= 0;
        return hasNameForm && !parts.Any(IsFunction);
    }

    static bool IsFunction(string part) =>
        Words.Contains(part)
        || Endings.Any(ending => part.Length > ending.Length && part.EndsWith(ending, StringComparison.Ordinal))
        || Beginnings.Any(beginning => part.StartsWith(beginning, StringComparison.Ordinal));

    [GeneratedRegex(@"^[\p{L}0-9](?:[\p{L}0-9._+-]{0,62}[\p{L}0-9])?@(?:[\p{L}0-9](?:[\p{L}0-9-]{0,61}[\p{L}0-9])?\.)+[\p{L}]{2,63}\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Address();

    [GeneratedRegex("[._+-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Separators();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Digit();
}

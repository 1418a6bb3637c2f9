using System.Text;

namespace OzgTracker.Intake.Reports;

/// <summary>What a member of an item or a column of a file is.</summary>
enum ReportField
{
    /// <summary>Nothing known.</summary>
    Unknown,

    /// <summary>Something that files carry besides and that says nothing new.</summary>
    Ignored,
    Municipality,
    OzgId,
    LeikaId,
    Model,
    Level,
    Criteria,

    /// <summary>A column of one criterion.</summary>
    Criterion,
    ValidOn,
    EvidenceUrl,
    LeikaIds,
    ReportedAt,
    Note,
}

/// <summary>The names that fields have: ours, those of the official dashboard and those of German tables.</summary>
/// <remarks>Case, blanks, <c>_</c>, <c>-</c> and the writing of umlauts make no difference.</remarks>
static class ReportFields
{
    /// <summary>Before the id of a criterion: <c>criterion:formular</c>, <c>kriterium:formular</c>.</summary>
    const string CriterionPrefix = "criterion:", GermanCriterionPrefix = "kriterium:";

    const int LongestName = 100;

    static readonly Dictionary<string, ReportField> Names = new(StringComparer.Ordinal);

    static ReportFields()
    {
        Add(ReportField.Municipality, "municipality", "ags", "ars", "gemeindeschluessel", "amtlichergemeindeschluessel", "regionalschluessel", "amtlicherregionalschluessel", "kommune", "gemeinde", "key", "schluessel");
        Add(ReportField.OzgId, "ozgid", "ozg", "ozgnummer", "ozgleistung", "ozgschluessel");
        Add(ReportField.LeikaId, "leikaid", "leikakey", "leikaschluessel", "leika");
        Add(ReportField.Model, "model", "modell", "reifegradmodell");
        Add(ReportField.Level, "level", "reifegrad", "reifegradstufe", "stufe");
        Add(ReportField.Criteria, "criteria", "kriterien");
        Add(ReportField.ValidOn, "validon", "seit", "gueltigab", "datum", "since", "stand");
        Add(ReportField.EvidenceUrl, "evidenceurl", "url", "link", "nachweis", "onlinedienst");
        Add(ReportField.LeikaIds, "leikaids", "leikakeys");
        Add(ReportField.ReportedAt, "reportedat", "gemeldetam");
        Add(ReportField.Note, "note", "bemerkung", "kommentar", "anmerkung");
        Add(
            ReportField.Ignored,
            "rejectcode", "rejectreason", "rejectline",
            "leikaname", "leikabezeichnung", "arsname", "arsfederalstate", "bundesland", "ozgbezeichnung", "onlinestatus", "aktiv", "artflaechendeckung");
    }

    /// <param name="criterion">The id of the criterion, where the field is one.</param>
    public static ReportField Find(string name, out string? criterion)
    {
        criterion = CriterionOf(name.Trim());
        if (criterion is not null) return ReportField.Criterion;
        return name.Length <= LongestName ? Names.GetValueOrDefault(Plain(name), ReportField.Unknown) : ReportField.Unknown;
    }

    static string? CriterionOf(string name)
    {
        foreach (var prefix in (string[])[CriterionPrefix, GermanCriterionPrefix])
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length)
                return name[prefix.Length..].Trim();
        return null;
    }

    static void Add(ReportField field, params string[] names)
    {
        foreach (var name in names) Names.Add(name, field);
    }

    static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            switch (letter)
            {
                case ' ' or '_' or '-' or '\u00A0' or '\t': break;
                case '\u0308': plain.Append('e'); break;   // the dots of a letter that was taken apart
                case 'ä': plain.Append("ae"); break;
                case 'ö': plain.Append("oe"); break;
                case 'ü': plain.Append("ue"); break;
                case 'ß': plain.Append("ss"); break;
                default: plain.Append(letter); break;
            }
        }

        return plain.ToString();
    }
}

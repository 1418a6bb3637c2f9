using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Intake;

/// <summary>What the texts of an object mean. A fault goes to the fields, and the object is then not used.</summary>
/// <remarks>Names and nesting follow what public programs read from the feed; the schema itself is not public in a form that could be checked here.</remarks>
static class XzufiConversion
{
    const string Group = "zustaendigkeit";

    /// <summary>The texts that are kept, by path below the object.</summary>
    public static readonly HashSet<string> Wanted = new(StringComparer.Ordinal)
    {
        "id", "klasse", "referenzLeiKa", "referenzLeiKa/code", "bezeichnung", "link/link", "vertrauensniveau/code", "erstelltDatumZeit",
        "uebergeordnetesObjektID", "leistungID", "gebietID", "rolle/code",
        Group + "/id", Group + "/leistungID", Group + "/gebietID", Group + "/rolle/code",
    };

    /// <summary>Codes of the list <c>vertrauensniveau</c>; 10 is no level.</summary>
    static readonly Dictionary<string, AssuranceLevel> Levels = new(StringComparer.Ordinal)
    {
        ["20"] = AssuranceLevel.Low,
        ["30"] = AssuranceLevel.Substantial,
        ["40"] = AssuranceLevel.High,
    };

    public static XzufiObject Leistung(XzufiFields fields, int line)
    {
        var keys = new List<LeikaId>();
        foreach (var field in fields.All("referenzLeiKa/code").Concat(fields.All("referenzLeiKa")))
        {
            var text = field.Text[(field.Text.LastIndexOf(':') + 1)..];
            if (LeikaId.TryParse(text, out var key)) keys.Add(key);
            else if (text.Length > 0 && (text.Length != 14 || text.AsSpan().ContainsAnyExceptInRange('0', '9')))
                fields.Refuse(field.Path, "leika-id-invalid", $"Expected a LeiKa key of 14 digits; found {Excerpt.Of(text)}.");
        }

        return new XzufiLeistung(line, fields.Id("id"), [.. keys.Distinct()]);
    }

    public static XzufiObject Onlinedienst(XzufiFields fields, int line)
    {
        var urls = fields.All("link/link").Select(field => field.Text).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var url in urls)
            if (!EvidenceAddress.IsPublic(url))
                fields.Refuse("link", "address-not-public", $"Expected an absolute http or https address of at most {EvidenceAddress.MaxLength} bytes without user name; found {Excerpt.Of(url)}.");

        var names = fields.All("bezeichnung").ToArray();
        var name = names.FirstOrDefault(name => name.Language?.StartsWith("de", StringComparison.OrdinalIgnoreCase) == true) ?? names.FirstOrDefault();
        var assurance = fields.First("vertrauensniveau/code") is { } level && Levels.TryGetValue(level.Text, out var known) ? known : (AssuranceLevel?)null;
        return new XzufiOnlinedienst(line, fields.Id("id"), name?.Text, urls, assurance);
    }

    /// <summary>The transfer object holds the parent and one or more <i>Zuständigkeiten</i>.</summary>
    public static IReadOnlyList<XzufiObject> Zustaendigkeiten(XzufiFields fields, int line) => fields.Groups == 0
        ? [Zustaendigkeit(fields, line, "", null)]
        : [.. Enumerable.Range(1, fields.Groups).Select(group => Zustaendigkeit(fields, line, Group + "/", group))];

    public static DateTimeOffset? Moment(XzufiFields fields) =>
        fields.First("erstelltDatumZeit") is { } field
        && DateTimeOffset.TryParse(field.Text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    static XzufiZustaendigkeit Zustaendigkeit(XzufiFields fields, int line, string prefix, int? group)
    {
        var areas = new List<AreaKey>();
        foreach (var field in fields.All(prefix + "gebietID", group))
        {
            if (AreaKey.TryParse(field.Text, out var area)) areas.Add(area);
            else fields.Refuse(field.Path, "area-invalid", $"Expected a regional key of 12 digits, or the 2, 3, 5, 8 or 9 of a shorter one; found {Excerpt.Of(field.Text)}.");
        }

        return new XzufiZustaendigkeit(
            line, fields.Id(prefix + "id", group), fields.Id("uebergeordnetesObjektID"), fields.Ids(prefix + "leistungID", group), [.. areas.Distinct()],
            fields.First(prefix + "rolle/code", group)?.Text);
    }
}

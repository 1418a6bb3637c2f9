namespace OzgTracker.Intake;

/// <summary>A text that stands in an object.</summary>
/// <param name="Path">Names of the elements from below the object on, joined by slashes.</param>
/// <param name="Group">How many <c>zustaendigkeit</c> had begun in the object.</param>
/// <param name="Agency"><c>schemeAgencyID</c>.</param>
/// <param name="Scheme"><c>schemeID</c>.</param>
/// <param name="Language"><c>languageCode</c>.</param>
/// <param name="Text">Without blanks around it; cut where it is far too long.</param>
sealed record XzufiField(string Path, int Group, string Agency, string Scheme, string? Language, string Text)
{
    public XzufiId Id => new(Agency, Scheme, Text);
}

/// <summary>Why an object is left out; the account of its file says so and goes on.</summary>
sealed record XzufiFault(string? Field, string Code, string Reason);

/// <summary>The texts of one object that somebody asks for, in their order.</summary>
sealed class XzufiFields
{
    /// <summary>An id or an address of a longer object is none; the editorial systems of whole Länder have fewer.</summary>
    public const int Max = 500;

    /// <summary>Longer than any address or id may be; the rest of a text is not kept.</summary>
    public const int MaxTextLength = 2_500;

    const int MaxIdLength = 500;

    readonly List<XzufiField> fields = [];

    /// <summary>What is wrong, the first of it.</summary>
    public XzufiFault? Fault { get; private set; }

    public int Groups { get; set; }

    public void Add(XzufiField field)
    {
        if (fields.Count < Max) fields.Add(field);
        else Refuse(field.Path, "object-too-large", $"Expected at most {Max} ids, keys and addresses in one object; found more.");
    }

    public IEnumerable<XzufiField> All(string path, int? group = null) => fields.Where(field => field.Path == path && (group is null || field.Group == group));

    public XzufiField? First(string path, int? group = null) => All(path, group).FirstOrDefault();

    /// <summary>The one id at a path.</summary>
    public XzufiId Id(string path, int? group = null) => First(path, group) is { } field ? Checked(field) : Missing(path);

    /// <summary>All ids at a path.</summary>
    public IReadOnlyList<XzufiId> Ids(string path, int? group = null) => [.. All(path, group).Select(Checked).Distinct()];

    public void Refuse(string? field, string code, string reason) => Fault ??= new XzufiFault(field, code, reason);

    XzufiId Checked(XzufiField field)
    {
        if (field.Text.Length == 0) return Missing(field.Path);
        if (field.Text.Length > MaxIdLength || field.Agency.Length > MaxIdLength || field.Scheme.Length > MaxIdLength || field.Text.AsSpan().ContainsAny(UnwantedCharacters.All))
            Refuse(field.Path, "id-invalid", $"Expected an id of at most {MaxIdLength} characters, none of them a control character; found {Excerpt.Of(field.Text)}.");
        return field.Id;
    }

    XzufiId Missing(string path)
    {
        Refuse(path, "id-missing", "Expected an id; found nothing.");
        return default;
    }
}

namespace OzgTracker.Intake;

/// <summary>Reads the list of LeiKa services, one record per service.</summary>
public static class LeikaReader
{
    /// <summary>Skip reason: the service had no key when the list was made (<c>nicht im LeiKa</c>), so nothing can refer to it.</summary>
    public const string NotInLeika = "not-in-leika";

    /// <summary>Skip reason: it has a key and belongs to no OZG service.</summary>
    public const string WithoutOzgService = "without-ozg-service";

    const string LeikaIdColumn = "leika_id";
    const string RawKeyColumn = "leika_id_roh";
    const string OzgIdColumn = "ozg_id";
    const string TypeColumn = "typ";
    const string NotInLeikaRemark = "nicht im LeiKa";

    static readonly string[] Columns =
        [LeikaIdColumn, RawKeyColumn, "name", OzgIdColumn, TypeColumn, "rechtsgebiet_gesetze", "gesetz_kurz", "sdg1", "sdg2"];

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<LeikaRow>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, leika => leika.LeikaId.Value, ct);

    static LeikaRow? Convert(CsvRow row)
    {
        var key = row.Optional(LeikaIdColumn);
        if (key is null) return WithoutKey(row);

        var leikaId = row.LeikaId(LeikaIdColumn, key);
        var hasOzgService = row.Optional(OzgIdColumn) is not null;
        var leika = new LeikaRow(
            row.Line, leikaId, row.Required("name"), hasOzgService ? row.OzgId(OzgIdColumn) : default, TypeOf(row),
            row.Flag("sdg1"), row.Flag("sdg2"), row.Optional("rechtsgebiet_gesetze"), row.Optional("gesetz_kurz"));
        if (hasOzgService) return leika;

        row.Skip(WithoutOzgService);
        return null;
    }

    static LeikaRow? WithoutKey(CsvRow row)
    {
        var remark = row.Optional(RawKeyColumn);
        if (remark == NotInLeikaRemark)
        {
            row.Skip(NotInLeika);
            return null;
        }

        row.Fault(
            LeikaIdColumn, "leika-id-invalid",
            $"Expected 14 digits that start with 99, or '{NotInLeikaRemark}' in {RawKeyColumn}; found {Excerpt.Of(remark)} there.");
        return null;
    }

    static string TypeOf(CsvRow row)
    {
        foreach (var type in row.List(TypeColumn, ',').Where(type => !ServiceType.IsKnown(type)))
            row.Fault(TypeColumn, "type-unknown", $"Expected {ServiceType.Expected}; found {Excerpt.Of(type)}.");
        return row.Optional(TypeColumn) ?? "";
    }
}

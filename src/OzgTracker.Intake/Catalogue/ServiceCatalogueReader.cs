using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>Reads the OZG catalogue, one record per OZG service.</summary>
public static class ServiceCatalogueReader
{
    const string OzgIdColumn = "ozg_id";
    const string TypesColumn = "typen";
    const string LeikaCountColumn = "leika_anzahl";
    const string LeikaIdsColumn = "leika_ids";

    static readonly string[] Columns =
    [
        OzgIdColumn, "name", "themenfeld", "lage", "lage_typ", TypesColumn, "vollzug_kommunal",
        LeikaCountColumn, "leika_ohne_schluessel", "sdg1_anzahl", "sdg2_anzahl", LeikaIdsColumn,
    ];

    static readonly Dictionary<string, SituationKind> SituationKinds = new(StringComparer.Ordinal)
    {
        ["Lebenslage"] = SituationKind.Lebenslage,
        ["Unternehmenslage"] = SituationKind.Unternehmenslage,
    };

    /// <summary><c>unklar</c> stands for types that say nothing of it, such as 1 with 6.</summary>
    static readonly Dictionary<string, MunicipalExecution?> MunicipalExecutions = new(StringComparer.Ordinal)
    {
        ["ja"] = MunicipalExecution.Yes,
        ["moeglich"] = MunicipalExecution.Possible,
        ["nein"] = MunicipalExecution.No,
        ["unklar"] = null,
    };

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<ServiceRow>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, service => service.OzgId.Value, ct);

    static ServiceRow Convert(CsvRow row)
    {
        var service = new ServiceRow(
            row.Line, row.OzgId(OzgIdColumn), row.Required("name"), row.Required("themenfeld"), row.Required("lage"),
            row.OneOf("lage_typ", SituationKinds), TypesOf(row), row.OneOf("vollzug_kommunal", MunicipalExecutions),
            row.Count(LeikaCountColumn), row.Count("leika_ohne_schluessel"), row.Count("sdg1_anzahl"), row.Count("sdg2_anzahl"),
            [.. row.List(LeikaIdsColumn, '|').Select(key => row.LeikaId(LeikaIdsColumn, key))]);
        if (!row.HasFault) CheckLeikaIds(row, service);
        return service;
    }

    static string[] TypesOf(CsvRow row)
    {
        var types = row.List(TypesColumn, '|');
        if (types.Length == 0) row.Fault(TypesColumn, "field-missing", $"Expected {ServiceType.Expected}; found nothing.");
        foreach (var type in types.Where(type => !ServiceType.IsKnown(type)))
            row.Fault(TypesColumn, "type-unknown", $"Expected {ServiceType.Expected}; found {Excerpt.Of(type)}.");
        return types;
    }

    static void CheckLeikaIds(CsvRow row, ServiceRow service)
    {
        var keys = service.LeikaIds.Distinct().Count();
        if (keys != service.LeikaIds.Count)
        {
            row.Fault(LeikaIdsColumn, "duplicate-id", "Expected every LeiKa key once; found one twice.");
            return;
        }

        // A list that was cut on its way, as spreadsheets do, still has well-formed keys; the counts tell.
        var expected = keys + (long)service.LeikaWithoutKeyCount;
        if (expected == service.LeikaCount) return;

        row.Fault(
            LeikaCountColumn, "count-differs",
            $"Expected {expected}: {keys} keys and {service.LeikaWithoutKeyCount} services without; found {service.LeikaCount}.");
    }
}

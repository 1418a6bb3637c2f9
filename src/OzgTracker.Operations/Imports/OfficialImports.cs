using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>How an import runs.</summary>
public sealed record ImportOptions
{
    /// <summary>Decide everything, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Tells today, where a rule asks for it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told before each page and at the end.</summary>
    public IProgress<ImportProgress>? Progress { get; init; }

    /// <summary>Who imports.</summary>
    public Provenance Provenance { get; init; } = Provenance.OfImport;

    /// <summary>Bundles the events of one run.</summary>
    public string CorrelationId { get; init; } = Guid.CreateVersion7().ToString();
}

/// <summary>Imports of official files. The same file again records nothing; a line that cannot be read does not stop the others.</summary>
public static class OfficialImports
{
    /// <summary>GV100AD of Destatis: Gemeinden, gemeindefreie Gebiete, Kreise and real Gemeindeverbände.</summary>
    public static async Task<ImportReport> Municipalities(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        var read = await Gv100adReader.Read(file, ct);
        var rows = read.Rows.Select(row => new ImportRow<Municipality>(
            row.LineNumber, Municipality.StreamKey(row.Id), state => MunicipalityDecider.Decide(state, Facts(row)))).ToArray();
        return await RowImport.Run(store, read, rows, Figures(read), options, ct);
    }

    /// <summary>The OZG catalogue.</summary>
    public static async Task<ImportReport> Services(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        var read = await ServiceCatalogueReader.Read(file, ct);
        var rows = read.Rows.Select(row => new ImportRow<Service>(
            row.LineNumber, Service.StreamKey(row.OzgId), state => ServiceDecider.Decide(state, Facts(row)))).ToArray();
        return await RowImport.Run(store, read, rows, new Dictionary<string, long> { ["services"] = read.Rows.Count }, options, ct);
    }

    /// <summary>The LeiKa services of the catalogue; one event per OZG service whose list changed.</summary>
    public static async Task<ImportReport> Leika(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        var read = await LeikaReader.Read(file, ct);
        var rows = read.Rows.GroupBy(row => row.OzgId).Select(group =>
        {
            var services = group.Select(row => new LeikaService(row.LeikaId, row.Name, row.Type)).ToArray();
            return new ImportRow<Service>(group.First().LineNumber, Service.StreamKey(group.Key), state => ServiceDecider.Decide(state, services));
        }).ToArray();
        var figures = new Dictionary<string, long> { ["leikaServices"] = read.Rows.Count, ["services"] = rows.Length };
        return await RowImport.Run(store, read, rows, figures, options, ct);
    }

    static UnitFacts Facts(AdministrativeUnitRow row) => new(
        row.Kind, row.Name, row.ShortName, row.Designation, row.Ags, row.Ars, row.District, row.Association, row.Population, row.AreaHa, row.AsOf);

    static ServiceFacts Facts(ServiceRow row) => new(
        row.Name, new Classification(row.TopicArea, row.Situation, row.SituationKind, row.Types, row.MunicipalExecution ?? MunicipalExecution.Unclear));

    static Dictionary<string, long> Figures(Gv100adResult read)
    {
        long Count(UnitKind kind) => read.Rows.Count(row => row.Kind == kind);
        long Inhabitants(params UnitKind[] kinds) => read.Rows.Where(row => kinds.Contains(row.Kind)).Sum(row => (long)row.Population);
        return new Dictionary<string, long>
        {
            ["states"] = read.States.Count,
            ["municipalities"] = Count(UnitKind.Gemeinde),
            ["districts"] = Count(UnitKind.Kreis),
            ["associations"] = Count(UnitKind.Verband),
            ["unincorporatedAreas"] = Count(UnitKind.Gemeindefrei),
            ["population"] = Inhabitants(UnitKind.Gemeinde, UnitKind.Gemeindefrei),
            ["populationOfMunicipalities"] = Inhabitants(UnitKind.Gemeinde),
        };
    }
}

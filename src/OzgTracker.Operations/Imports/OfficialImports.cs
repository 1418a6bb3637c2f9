using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>How an import runs.</summary>
public sealed record ImportOptions
{
    /// <summary>Decide everything, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told before each page and at the end.</summary>
    public IProgress<ImportProgress>? Progress { get; init; }

    /// <summary>Who imports.</summary>
    public Provenance Provenance { get; init; } = Provenance.OfImport;

    /// <summary>Bundles the events of one run.</summary>
    public string CorrelationId { get; init; } = Guid.CreateVersion7().ToString();
}

/// <summary>Imports of official files, see also <see cref="MunicipalityImport"/>. The same file again records nothing; a line that cannot be read does not stop the others.</summary>
public static class OfficialImports
{
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

    static ServiceFacts Facts(ServiceRow row) => new(
        row.Name, new Classification(row.TopicArea, row.Situation, row.SituationKind, row.Types, row.MunicipalExecution ?? MunicipalExecution.Unclear));
}

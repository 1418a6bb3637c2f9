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

    /// <summary>Tells today, where a rule asks for it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

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

    /// <summary>Programmes of services; programmes that the file does not name stay as they are.</summary>
    public static async Task<ImportReport> Tags(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct) =>
        await Tag(store, await ServiceTagReader.Read(file, ct), options, ct);

    /// <summary>The focus services (<i>Fokusleistungen</i>) as the programme <see cref="FocusServiceReader.Tag"/>.</summary>
    public static async Task<ImportReport> Focus(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct) =>
        await Tag(store, await FocusServiceReader.Read(file, ct), options, ct);

    static Task<ImportReport> Tag(IDocumentStore store, IntakeResult<ServiceTagRow> read, ImportOptions options, CancellationToken ct)
    {
        var rows = read.Rows.GroupBy(row => row.OzgId).Select(group =>
        {
            var tags = group.Select(row => row.Tag).ToArray();
            var lines = group.Select(row => row.LineNumber).ToArray();
            return new ImportRow<Service>(lines[0], Service.StreamKey(group.Key), state => NameLines(ServiceTagDecider.Decide(state, tags), lines));
        }).ToArray();
        var figures = new Dictionary<string, long> { ["tags"] = read.Rows.Count, ["services"] = rows.Length };
        return RowImport.Run(store, read, rows, figures, options, ct);
    }

    /// <summary>A service is decided as a whole, so a refusal concerns all of its lines.</summary>
    static Decision NameLines(Decision decision, int[] lines) => decision.Refusal is { } refusal && lines.Length > 1
        ? Decision.Refuse(refusal.Code, $"{refusal.Why} This concerns the lines {string.Join(", ", lines)}.")
        : decision;

    static ServiceFacts Facts(ServiceRow row) => new(
        row.Name, new Classification(row.TopicArea, row.Situation, row.SituationKind, row.Types, row.MunicipalExecution ?? MunicipalExecution.Unclear));
}

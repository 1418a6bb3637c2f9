using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>GV100AD of Destatis compared with the log, and what is to be done about it.</summary>
/// <param name="File">Gemeinden, gemeindefreie Gebiete, Kreise and real Gemeindeverbände.</param>
/// <param name="Decisions">The decision file; null without one.</param>
/// <param name="Territory">Who is new, who has changed, who has ended.</param>
public sealed record MunicipalityPlan(Gv100adResult File, IntakeResult<SuccessorDecision>? Decisions, TerritorialPlan Territory)
{
    /// <summary>Nothing is missing, and the decision file can be read.</summary>
    public bool CanBeApplied => Territory.CanBeApplied && Decisions is not { IsClean: false };
}

/// <summary>Takes in GV100AD: first a plan, then the plan into the log.</summary>
/// <remarks>
/// A dissolved unit and its successors are recorded in one transaction; everything else follows page by page. What was cut off goes on: what is done already is not planned again,
/// and the areas that explain the rest are still the old ones, because a unit gets its new area together with the change that it is part of.
/// </remarks>
public static class MunicipalityImport
{
    /// <summary>Collations may ignore the hyphen; the bounds let any of them use the primary key.</summary>
    const string StreamKeysSql = "select id from log.mt_streams where id >= 'municipality' and id < 'municipalitz' and id like 'municipality-%'";

    const int PageSize = 2_000;

    /// <summary>Reads a file and the decisions that go with it, and compares them with what is known; writes nothing.</summary>
    public static async Task<MunicipalityPlan> PlanAsync(IDocumentStore store, Stream file, Stream? decisions, CancellationToken ct)
    {
        var read = await Gv100adReader.Read(file, ct);
        var decided = decisions is null ? null : await SuccessorDecisionReader.Read(decisions, ct);
        var known = read.Rows.Count == 0 ? [] : await KnownAsync(store, ct);
        return Compare(known, read, decided);
    }

    /// <summary>Compares; pure.</summary>
    internal static MunicipalityPlan Compare(IReadOnlyList<UnitBefore> known, Gv100adResult read, IntakeResult<SuccessorDecision>? decided)
    {
        var seen = read.Rows.Select(row => new UnitAfter(row.LineNumber, row.Id, Facts(row))).ToArray();
        var plan = TerritorialComparison.Compare(known, seen, read.File.AsOf ?? DateOnly.MinValue, decided?.Rows ?? []);
        if (read.ErrorCount > 0 && (plan.Changes.Count > 0 || plan.Open.Count > 0)) plan = plan with { Faults = [Unread(read, plan), .. plan.Faults] };
        return new MunicipalityPlan(read, decided, plan);
    }

    /// <summary>Records a plan, or nothing at all when it cannot be applied.</summary>
    public static async Task<ImportReport> ApplyAsync(IDocumentStore store, MunicipalityPlan plan, ImportOptions options, CancellationToken ct)
    {
        var tally = new ImportTally();
        if (plan.CanBeApplied)
        {
            foreach (var change in plan.Territory.Changes) await Change(store, change, plan.Territory.AsOf, tally, options, ct);
            var done = plan.Territory.Changes.SelectMany(change => change.Successors).Select(unit => unit.Id).ToHashSet();
            // What is new comes first: whether it is new would be hard to tell once everything else is of the same day.
            var rows = plan.Territory.Units.Where(unit => !done.Contains(unit.Id)).OrderBy(unit => unit.ExistsFrom is null);
            await RowImport.Pages(store, [.. rows.Select(Row)], tally, options, ct);
        }

        return tally.Report(plan.File, plan.File.Rows.Count, Figures(plan.File), options);
    }

    static async Task<IReadOnlyList<UnitBefore>> KnownAsync(IDocumentStore store, CancellationToken ct)
    {
        var keys = new List<string>();
        await using (var command = store.DataSource.CreateCommand(StreamKeysSql))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) keys.Add(reader.GetString(0));
        }

        var known = new List<UnitBefore>(keys.Count);
        foreach (var page in keys.Chunk(PageSize))
        {
            await using var session = store.LightweightSession();
            foreach (var (key, stream) in await session.Events.FetchForWriting<Municipality>(page, ct))
                if (stream.Aggregate is { Facts: { } facts } unit) known.Add(new UnitBefore(UnitId.Parse(key[Municipality.StreamPrefix.Length..]), facts, unit.Dissolution));
        }

        return known;
    }

    static PlanFault Unread(Gv100adResult read, TerritorialPlan plan)
    {
        var missing = plan.Open.Count + plan.Changes.Sum(change => change.Dissolved.Count);
        return new PlanFault(
            0, "file-unread-lines",
            $"{read.ErrorCount} lines could not be read and {missing} known units are missing: whether those ended or stand in these lines nobody can tell. Mend the lines first.");
    }

    static ImportRow<Municipality> Row(PlannedUnit unit) => new(unit.Line, Municipality.StreamKey(unit.Id), state => unit.Refusal is { } refusal
        ? Decision.Refuse(refusal.Code, refusal.Why)
        : MunicipalityDecider.Decide(state, unit.Facts, unit.ExistsFrom));

    static Task Change(IDocumentStore store, TerritorialChange change, DateOnly asOf, ImportTally tally, ImportOptions options, CancellationToken ct) => RowImport.Together<Municipality>(
        store,
        [.. change.Dissolved.Select(end => Municipality.StreamKey(end.Unit.Id)), .. change.Successors.Select(unit => Municipality.StreamKey(unit.Id))],
        tally, options, (streams, counted) => TerritorialChangeImport.Decide(change, asOf, streams, counted), ct);

    static UnitFacts Facts(AdministrativeUnitRow row) => new(
        row.Kind, row.Name, row.ShortName, row.Designation, row.Ags, row.Ars, row.District, row.Association, row.Population, row.AreaHa, row.AsOf);

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

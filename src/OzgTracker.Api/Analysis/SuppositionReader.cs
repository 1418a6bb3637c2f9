using OzgTracker.Api.Web;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Finds the cells that a supposition names, or all that is wrong with it.</summary>
sealed class SuppositionReader(Registry registry, AnalysisContext context)
{
    readonly List<SupposedCell> cells = [];
    readonly List<FieldError> errors = [];
    readonly Dictionary<(int Unit, int Service), int> firstOf = [];

    public async Task<(IReadOnlyList<SupposedCell> Cells, IReadOnlyList<FieldError> Errors)> Read(IReadOnlyList<SimulateMaturityEndpoint.Change> changes, CancellationToken ct)
    {
        // Together, because keys that are missed together cost one look at the tables.
        var keys = changes.Select(change => change.Municipality).Distinct(StringComparer.Ordinal).ToArray();
        var found = await Task.WhenAll(keys.Select(key => registry.FindUnit(key, ct).AsTask()));
        var units = keys.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var territory = context.Cube.Dimensions.TerritoryOn(context.Question.Day);
        for (var number = 0; number < changes.Count; number++) Read(changes[number], number, units[changes[number].Municipality], territory);
        return (cells, errors);
    }

    void Read(SimulateMaturityEndpoint.Change change, int number, KnownUnit? known, Territory territory)
    {
        var (dimensions, model) = (context.Cube.Dimensions, context.Question.Model);
        var unit = known is null ? -1 : dimensions.FindUnit(known.Id.Value);
        var (service, before) = (dimensions.FindService(change.OzgId), errors.Count);
        if (unit < 0)
            Refuse("unknown-municipality", $"'{change.Municipality}' is neither an id nor an AGS (8 digits) nor an ARS (12 digits) of a known unit.", "municipality");
        else if (!territory.Counts(unit))
            Refuse("unit-does-not-count", $"'{change.Municipality}' is a gemeindefreies Gebiet or does not exist on {context.Question.Day:yyyy-MM-dd}.", "municipality");
        if (service < 0) Refuse("unknown-service", $"The catalogue has no service '{change.OzgId}'.", "ozgId");
        if (!model.Has(change.Level)) Refuse("level-outside-model", $"{model.Id} has the levels 0 to {model.Highest}, not {change.Level}.", "level");
        if (unit >= 0 && service >= 0 && !firstOf.TryAdd((unit, service), number))
            Refuse("repeated-cell", $"The entry {firstOf[(unit, service)]} is about the same cell; give each cell once.", null);
        if (errors.Count == before) cells.Add(new SupposedCell(unit, service, change.Level));

        void Refuse(string code, string detail, string? member) => errors.Add(new FieldError(code, detail, Pointer: $"/changes/{number}{(member is null ? "" : "/" + member)}"));
    }
}

using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>Says which unit each row of a file is.</summary>
/// <remarks>
/// The unit that has the key now. Else the unit that once had it. Else a unit that has vanished, when it has the same name and the same area and no other could be meant: then only its key
/// is another, as when Eisenach lost the rank of a kreisfreie Stadt. Otherwise it is new.
/// </remarks>
sealed class UnitMatching
{
    readonly Dictionary<UnitAfter, UnitBefore> units = [];
    readonly Dictionary<UnitAfter, Refusal> refused = [];
    readonly HashSet<UnitId> claimed = [];

    /// <summary>Compares.</summary>
    /// <param name="decided">Units of which somebody says that they ended: they live on under no other key.</param>
    public UnitMatching(IReadOnlyList<UnitBefore> before, IReadOnlyList<UnitAfter> after, DateOnly asOf, IReadOnlySet<UnitId> decided)
    {
        ByPresentKey(before, after);
        ByFormerKey(before, after);
        var newest = before.GroupBy(StateOf).ToDictionary(land => land.Key, land => land.Max(LastHeardOf));
        RefuseOldFiles(after, newest, asOf);

        var covered = after.Select(unit => unit.Key.State).ToHashSet();
        Absent = [.. before.Where(unit =>
            unit.Dissolution is null && unit.Facts.AsOf < asOf && covered.Contains(StateOf(unit)) && !claimed.Contains(unit.Id) && newest[StateOf(unit)] <= asOf)];
        ByNameAndArea(after, decided);
        Absent = [.. Absent.Where(unit => !claimed.Contains(unit.Id))];
    }

    /// <summary>Units that exist as far as anybody knows and that the file lacks.</summary>
    public IReadOnlyList<UnitBefore> Absent { get; private set; }

    /// <summary>Who a row is; null when it is new.</summary>
    public UnitBefore? Of(UnitAfter row) => units.GetValueOrDefault(row);

    /// <summary>Why a row is left out; null when it is not.</summary>
    public Refusal? RefusalOf(UnitAfter row) => refused.GetValueOrDefault(row);

    /// <summary>The present key in the form of an id.</summary>
    public static string KeyOf(UnitFacts facts) => facts switch
    {
        { Ags: { } ags } => ags.Value,
        { Kind: UnitKind.Kreis } => facts.Ars.Value[..5],
        _ => facts.Ars.Association,
    };

    /// <summary>The Land that a unit lies in now.</summary>
    public static StateCode StateOf(UnitBefore unit) => StateCode.Parse(unit.Facts.Ars.Value[..2]);

    void ByPresentKey(IReadOnlyList<UnitBefore> before, IReadOnlyList<UnitAfter> after)
    {
        var present = before.Where(unit => unit.Dissolution is null).ToLookup(unit => KeyOf(unit.Facts), StringComparer.Ordinal);
        foreach (var row in after)
            if (present[row.Key.Value].FirstOrDefault() is { } unit) Claim(row, unit);
    }

    void ByFormerKey(IReadOnlyList<UnitBefore> before, IReadOnlyList<UnitAfter> after)
    {
        var ids = before.ToDictionary(unit => unit.Id);
        var ended = before.Where(unit => unit.Dissolution is not null).ToLookup(unit => KeyOf(unit.Facts), StringComparer.Ordinal);
        foreach (var row in after.Where(row => !units.ContainsKey(row)))
        {
            if ((ids.GetValueOrDefault(row.Key) ?? ended[row.Key.Value].LastOrDefault()) is not { } unit) continue;
            if (!claimed.Contains(unit.Id)) Claim(row, unit);
            else refused[row] = new Refusal(
                "unit-id-taken", $"The key {row.Key} is the id of a unit that has the key {KeyOf(unit.Facts)} now ({unit.Facts.ShortName}); an id is never given anew. Correct the file.");
        }
    }

    /// <summary>A file from before the present state knows units that have ended since: they must not come back as new ones.</summary>
    void RefuseOldFiles(IReadOnlyList<UnitAfter> after, IReadOnlyDictionary<StateCode, DateOnly> newest, DateOnly asOf)
    {
        foreach (var row in after.Where(row => !units.ContainsKey(row) && !refused.ContainsKey(row)))
        {
            if (newest.GetValueOrDefault(row.Key.State) is var known && known > asOf)
                refused[row] = new Refusal(
                    "file-out-of-order", $"The file is of {asOf:yyyy-MM-dd}, its Land is known as of {known:yyyy-MM-dd}; import the older file into an empty database first.");
        }
    }

    static DateOnly LastHeardOf(UnitBefore unit) => unit.Dissolution?.On ?? unit.Facts.AsOf;

    void ByNameAndArea(IReadOnlyList<UnitAfter> after, IReadOnlySet<UnitId> decided)
    {
        var vanished = Absent.Where(unit => !decided.Contains(unit.Id)).ToLookup(unit => Identity(unit.Facts));
        var appeared = after.Where(row => !units.ContainsKey(row) && !refused.ContainsKey(row)).ToLookup(row => Identity(row.Facts));
        foreach (var rows in appeared)
        {
            if (rows.Count() > 1 || vanished[rows.Key].ToArray() is not [var unit]) continue;
            if (HasSameArea(unit.Facts, rows.Single().Facts)) Claim(rows.Single(), unit);
        }
    }

    /// <summary>Designation is left out: a Stadt that is no longer kreisfrei is still the same.</summary>
    static (bool, string, string) Identity(UnitFacts facts) => (facts.Ags is not null, facts.Ags is null ? facts.Kind + facts.Name : facts.Name, facts.Ars.Value[..2]);

    static bool HasSameArea(UnitFacts known, UnitFacts seen) =>
        known.AreaHa is { } before && seen.AreaHa is { } after
        && Math.Abs(before - after) <= (seen.Ags is null ? Math.Max(AreaBalance.ToleranceHa, after / 200) : AreaBalance.ToleranceHa);

    void Claim(UnitAfter row, UnitBefore unit)
    {
        units.Add(row, unit);
        claimed.Add(unit.Id);
    }
}

using System.Collections.Frozen;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>Which former keys stand for which units now: rights that were given for a key follow whoever took over its area.</summary>
/// <remarks>
/// A key that somebody has is only theirs. All successors of a unit inherit its keys, because each got a part of what the key stood for. An inherited
/// key of a Gemeindeverband or a Kreis stands for its members as the present one does.
/// </remarks>
sealed class KeyInheritance(Dictionary<string, KnownUnit> units)
{
    const int DistrictKey = 5;
    const int AssociationKey = 9;

    readonly Dictionary<string, HashSet<string>> former = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<string>> predecessors = new(StringComparer.Ordinal);

    /// <summary>Notes keys that a unit had until a while ago.</summary>
    public void Had(string id, string? ags, string ars)
    {
        if (!former.TryGetValue(id, out var keys)) former.Add(id, keys = new HashSet<string>(StringComparer.Ordinal));
        if (ags is not null) keys.Add(ags);
        keys.Add(ars);
    }

    /// <summary>Notes that a unit got area of another.</summary>
    public void Succeeded(string predecessor, string successor)
    {
        if (!predecessors.TryGetValue(successor, out var those)) predecessors.Add(successor, those = []);
        those.Add(predecessor);
    }

    /// <summary>Gives each unit the keys that it inherits; costs nothing where nothing has changed.</summary>
    public void Settle()
    {
        if (former.Count == 0 && predecessors.Count == 0) return;
        var inherited = former.Keys.Concat(predecessors.Keys).Distinct(StringComparer.Ordinal).Where(units.ContainsKey)
            .ToDictionary(id => id, id => Inherited(units[id]), StringComparer.Ordinal);
        foreach (var unit in units.Values.Distinct().ToArray())
        {
            var keys = Own(unit.Id.Value)
                .Concat(Own(unit.Association?.Value).Where(key => key.Length == AssociationKey))
                .Concat(Own(unit.District).Where(key => key.Length == DistrictKey))
                .ToFrozenSet(StringComparer.Ordinal);
            if (keys.Count > 0) Exchange(unit, unit with { InheritedKeys = keys });
        }

        IEnumerable<string> Own(string? id) => id is not null && inherited.TryGetValue(id, out var keys) ? keys : [];
    }

    void Exchange(KnownUnit unit, KnownUnit better)
    {
        foreach (var key in (string?[])[unit.Id.Value, unit.Ags, unit.Ars, .. former.GetValueOrDefault(unit.Id.Value, [])])
            if (key is not null && units.TryGetValue(key, out var owner) && ReferenceEquals(owner, unit)) units[key] = better;
    }

    IEnumerable<string> Inherited(KnownUnit heir)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([heir.Id.Value]);
        while (open.TryPop(out var id))
        {
            if (!seen.Add(id)) continue;
            keys.UnionWith(KeysEverOf(id));
            foreach (var predecessor in predecessors.GetValueOrDefault(id, [])) open.Push(predecessor);
        }

        return keys.Where(key => !units.TryGetValue(key, out var owner) || owner.DissolvedOn is not null || owner.Id == heir.Id).ToArray();
    }

    IEnumerable<string> KeysEverOf(string id)
    {
        IEnumerable<string> keys = former.GetValueOrDefault(id, []);
        if (!units.TryGetValue(id, out var unit)) return keys;
        keys = keys.Concat(((string?[])[unit.Id.Value, unit.Ags, unit.Ars]).OfType<string>());
        return Prefix(unit.Kind) is { } length ? keys.Select(key => key[..Math.Min(length, key.Length)]).Concat(keys) : keys;
    }

    /// <summary>How many digits of its ARS stand for a unit with members.</summary>
    static int? Prefix(UnitKind kind) => kind switch
    {
        UnitKind.Kreis => DistrictKey,
        UnitKind.Verband => AssociationKey,
        _ => null,
    };
}

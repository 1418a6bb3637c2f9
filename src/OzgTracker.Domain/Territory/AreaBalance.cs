using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>A dissolved Gemeinde or gemeindefreies Gebiet, whose area must reappear.</summary>
sealed record Loss(UnitId Id, int AreaHa, string State, string? District, UnitId? Association);

/// <summary>A Gemeinde or gemeindefreies Gebiet of the file and how much it has grown.</summary>
sealed class Gain(UnitId id, int areaHa, int gainHa, bool isNew, string state, IReadOnlyList<string> districts)
{
    public UnitId Id => id;

    /// <summary>What the file says.</summary>
    public int AreaHa => areaHa;

    /// <summary>Against what was known; all of it for a new unit.</summary>
    public int GainHa { get; } = gainHa;

    public bool IsNew => isNew;

    public string State => state;

    /// <summary>Its Kreis before and after.</summary>
    public IReadOnlyList<string> Districts => districts;

    /// <summary>What is not explained yet.</summary>
    public int OpenHa { get; private set; } = gainHa;

    public void Explain(int hectares) => OpenHa -= hectares;
}

/// <summary>Finds the successors of dissolved units by their areas: what a unit gains is what dissolved units or parts of them had.</summary>
/// <remarks>
/// The nearest come first: units of one Verband into units of their Kreis, then all of the Kreis, then parts within the Kreis, then across its border. A wider search only
/// sees what the narrower one left. What balances in more than one way is left to people: an accident of areas must not become somebody's history.
/// </remarks>
sealed class AreaBalance
{
    /// <summary>How much a sum of areas may be out: each is rounded to a hectare and surveyed anew from time to time.</summary>
    public const int ToleranceHa = 2;

    /// <summary>Across a border of Kreise only few join: with more, sums of areas that have nothing to do with each other begin to agree.</summary>
    const int MostAcrossBorders = 3;

    readonly List<Loss> losses;
    readonly ILookup<string, Gain> gains;
    readonly HashSet<UnitId> ambiguous = [];
    readonly Dictionary<UnitId, IReadOnlyList<SuccessorPart>> found = [];

    AreaBalance(IEnumerable<Loss> losses, IEnumerable<Gain> gains)
    {
        this.losses = [.. losses];
        this.gains = gains.ToLookup(gain => gain.State, StringComparer.Ordinal);
    }

    /// <summary>Successors of all dissolved units for which areas tell them.</summary>
    /// <param name="ambiguous">Those of the others for which more than one way balances.</param>
    public static IReadOnlyDictionary<UnitId, IReadOnlyList<SuccessorPart>> Find(
        IEnumerable<Loss> losses, IEnumerable<Gain> gains, out IReadOnlySet<UnitId> ambiguous)
    {
        var balance = new AreaBalance(losses, gains);
        while (balance.Step())
        {
        }

        ambiguous = balance.ambiguous;
        return balance.found;
    }

    bool Step() =>
        Wholes(loss => loss.Association is null ? null : loss.Association.ToString() + loss.District, InDistrict, int.MaxValue)
        || Wholes(loss => loss.District, InDistrict, int.MaxValue)
        || Splits(InDistrict, threeParts: true, (_, _) => true)
        || Wholes(loss => loss.State, loss => Open(loss.State), MostAcrossBorders)
        || Splits(loss => Open(loss.State), threeParts: false, (loss, parts) => parts.Any(part => IsIn(part.Gain, loss.District)))
        || Splits(loss => Open(loss.State), threeParts: false, (_, _) => true);

    bool Wholes(Func<Loss, string?> scope, Func<Loss, IEnumerable<Gain>> near, int mostPerGain)
    {
        var before = losses.Count;
        foreach (var group in losses.Where(loss => scope(loss) is not null).GroupBy(loss => scope(loss)!, StringComparer.Ordinal).ToArray())
        {
            var certain = WholeSearch.Find(group, near(group.First()), mostPerGain, out var isAmbiguous);
            if (isAmbiguous) ambiguous.UnionWith(group.Select(loss => loss.Id));
            foreach (var (loss, gain) in certain)
            {
                gain.Explain(loss.AreaHa);
                Take(loss, [new SuccessorPart(gain.Id, 1, loss.AreaHa)]);
            }
        }

        return losses.Count < before;
    }

    bool Splits(Func<Loss, IEnumerable<Gain>> near, bool threeParts, Func<Loss, SplitSearch.Receiver[], bool> accepts)
    {
        var ways = new List<(Loss Loss, SplitSearch.Receiver[] Parts)>();
        foreach (var loss in losses)
        {
            var others = threeParts ? losses.Where(other => other != loss && other.District == loss.District).ToArray() : [];
            var way = SplitSearch.Find(loss, [.. near(loss)], others, threeParts, parts => accepts(loss, parts), out var isAmbiguous);
            if (isAmbiguous) ambiguous.Add(loss.Id);
            if (way is not null) ways.Add((loss, way));
        }

        // Two units that claim the same hectares cannot both be right.
        var claims = ways.SelectMany(way => way.Parts).CountBy(part => part.Gain.Id).ToDictionary();
        var undisputed = ways.Where(way => way.Parts.All(part => claims[part.Gain.Id] == 1)).ToArray();
        foreach (var (loss, parts) in undisputed)
            if (losses.Contains(loss) && parts.All(part => part.Whole is null || losses.Contains(part.Whole))) Take(loss, parts);
        return undisputed.Length > 0;
    }

    void Take(Loss loss, SplitSearch.Receiver[] parts)
    {
        foreach (var part in parts)
        {
            part.Gain.Explain(part.Gain.OpenHa);
            if (part.Whole is { } whole) Take(whole, [new SuccessorPart(part.Gain.Id, 1, whole.AreaHa)]);
        }

        Take(loss, Shares.Of([.. parts.Select(part => (part.Gain.Id, part.PartHa))]));
    }

    void Take(Loss loss, IReadOnlyList<SuccessorPart> parts)
    {
        losses.Remove(loss);
        ambiguous.Remove(loss.Id);
        found.TryAdd(loss.Id, parts);
    }

    IEnumerable<Gain> InDistrict(Loss loss) => Open(loss.State).Where(gain => IsIn(gain, loss.District));

    IEnumerable<Gain> Open(string state) => gains[state].Where(gain => gain.OpenHa > ToleranceHa);

    static bool IsIn(Gain gain, string? district) => district is not null && gain.Districts.Contains(district, StringComparer.Ordinal);
}

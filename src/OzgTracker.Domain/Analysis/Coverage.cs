namespace OzgTracker.Domain.Analysis;

/// <summary>How far a service is available (<i>Art der Flächendeckung</i>), as the official dashboard has it: 99 % is not covered.</summary>
public enum CoverageCategory
{
    /// <summary><i>Bundesweit flächendeckend</i>: all competent units of Germany are conform.</summary>
    Nationwide,

    /// <summary><i>Landesweit flächendeckend</i>: all competent units of at least one Land are.</summary>
    Statewide,

    /// <summary><i>Kreisweit flächendeckend</i>: all competent units of at least one Kreis are; a kreisfreie Stadt is a Kreis of its own.</summary>
    Districtwide,

    /// <summary><i>In mindestens einer Kommune verfügbar</i>.</summary>
    AnyMunicipality,

    /// <summary>No competent unit is conform.</summary>
    None,

    /// <summary><i>Nicht in Auswertung berücksichtigt</i>: no unit is competent.</summary>
    NotCounted,
}

/// <summary>What part of a Land or Kreis is not asked for, so that the whole of it cannot be called covered.</summary>
/// <remarks>Filters by kind and size class are none of these: they mean "among those asked for".</remarks>
[Flags]
public enum Narrowing
{
    /// <summary>All units of Germany, or all of some kind or size.</summary>
    None = 0,

    /// <summary>Only units of some Land: nothing is nationwide.</summary>
    State = 1,

    /// <summary>Only units of some Kreis: nothing is statewide either.</summary>
    District = 2,

    /// <summary>Only members of some Verband: nothing is districtwide either.</summary>
    Association = 4,
}

/// <summary>The units of a Land or Kreis that are asked for.</summary>
/// <param name="Number">Official number; null for units that have none, who are counted and are no region.</param>
/// <param name="Competent">Units in the denominator.</param>
/// <param name="Conform">Those of them at or above the model's threshold.</param>
public readonly record struct RegionCount(string? Number, int Competent, int Conform)
{
    /// <summary>Somebody is competent, and all who are have it.</summary>
    public bool IsCovered => Competent > 0 && Conform == Competent;
}

/// <summary>The official category of coverage.</summary>
public static class Coverage
{
    /// <summary>The widest category that holds. Cost: one pass, no allocation.</summary>
    /// <param name="states">Every Land with a unit that is asked for; together they hold every unit.</param>
    /// <param name="districts">Every Kreis likewise.</param>
    /// <param name="narrowing">The filters that were given.</param>
    public static CoverageCategory Of(ReadOnlySpan<RegionCount> states, ReadOnlySpan<RegionCount> districts, Narrowing narrowing)
    {
        int competent = 0, conform = 0;
        foreach (var state in states)
        {
            competent += state.Competent;
            conform += state.Conform;
        }

        if (competent == 0) return CoverageCategory.NotCounted;
        if (conform == 0) return CoverageCategory.None;
        if (narrowing == Narrowing.None && conform == competent) return CoverageCategory.Nationwide;
        if ((narrowing & (Narrowing.District | Narrowing.Association)) == 0 && AnyCovered(states)) return CoverageCategory.Statewide;
        return (narrowing & Narrowing.Association) == 0 && AnyCovered(districts) ? CoverageCategory.Districtwide : CoverageCategory.AnyMunicipality;
    }

    static bool AnyCovered(ReadOnlySpan<RegionCount> regions)
    {
        foreach (var region in regions)
            if (region.Number is not null && region.IsCovered)
                return true;
        return false;
    }
}

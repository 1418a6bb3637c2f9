using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Competences;

/// <summary>Which kinds of local bodies execute a service in a Land (<i>Vollzugsebene</i>); none where Land or Bund executes.</summary>
/// <param name="Gemeinde">Every Gemeinde for itself.</param>
/// <param name="Verband">Gemeindeverbände for their members; a Gemeinde without one for itself.</param>
/// <param name="Kreis">Kreise for their Gemeinden.</param>
/// <remarks>A kreisfreie Stadt, and so a city state, does what a Kreis, a Verband or a Gemeinde would do, whichever of them is named.</remarks>
public readonly record struct Executors(bool Gemeinde, bool Verband, bool Kreis)
{
    /// <summary>Nobody local.</summary>
    public static readonly Executors Nobody;

    /// <summary>What the catalogue lets expect where nothing is declared and the Bund does not execute alone.</summary>
    public static readonly Executors EveryGemeinde = new(true, false, false);

    /// <summary>The kinds that can be named, in the order in which they are stored.</summary>
    public static IReadOnlyList<UnitKind> Possible { get; } = [UnitKind.Gemeinde, UnitKind.Verband, UnitKind.Kreis];

    /// <summary>No local body executes the service.</summary>
    public bool IsNobody => this == Nobody;

    /// <summary>The kinds in the order in which they are stored.</summary>
    public IReadOnlyList<UnitKind> Kinds
    {
        get
        {
            var named = this;
            return [.. Possible.Where(named.Names)];
        }
    }

    /// <summary>False when a kind is named that executes nothing.</summary>
    public static bool TryOf(IEnumerable<UnitKind> kinds, out Executors executors)
    {
        var named = kinds.ToHashSet();
        executors = new Executors(named.Contains(UnitKind.Gemeinde), named.Contains(UnitKind.Verband), named.Contains(UnitKind.Kreis));
        return named.IsSubsetOf(Possible);
    }

    /// <summary>The same for kinds that are known to be right.</summary>
    /// <exception cref="ArgumentException">One of them executes nothing.</exception>
    public static Executors Of(IEnumerable<UnitKind> kinds) =>
        TryOf(kinds, out var executors) ? executors : throw new ArgumentException("A gemeindefreies Gebiet executes nothing.", nameof(kinds));

    /// <summary>What holds where a Land has declared nothing: type 1 alone is executed by the Bund, everything else by the Gemeinden.</summary>
    /// <param name="types">Typisierung of the service.</param>
    public static Executors DefaultFor(IReadOnlyList<string> types) =>
        types.Count > 0 && types.All(type => type == "1") ? Nobody : EveryGemeinde;

    /// <summary>What this means for one unit.</summary>
    public Standing Of(UnitPlace unit)
    {
        if (unit.IsDistrictFree) return new(!IsNobody, []);
        return unit.Kind switch
        {
            UnitKind.Gemeinde => new(Gemeinde || (Verband && unit.Association is null), Above(unit)),
            UnitKind.Verband => new(Verband, []),
            UnitKind.Kreis => new(Kreis, []),
            _ => new(false, Above(unit)),
        };
    }

    bool Names(UnitKind kind) => kind switch
    {
        UnitKind.Gemeinde => Gemeinde,
        UnitKind.Verband => Verband,
        UnitKind.Kreis => Kreis,
        _ => false,
    };

    /// <summary>The bodies above a place that execute the service, nearest first.</summary>
    IReadOnlyList<UnitId> Above(UnitPlace unit)
    {
        if (Verband && unit.Association is { } association) return Kreis && unit.District is { } both ? [association, both] : [association];
        return Kreis && unit.District is { } district ? [district] : [];
    }
}

/// <summary>Where a unit stands in the order of local bodies.</summary>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="Designation">Tells a kreisfreie Stadt from other Gemeinden.</param>
/// <param name="Association">Id of the real Gemeindeverband that it belongs to.</param>
/// <param name="District">Id of its Kreis; null for a kreisfreie Stadt.</param>
public readonly record struct UnitPlace(UnitKind Kind, UnitDesignation Designation, UnitId? Association, UnitId? District)
{
    /// <summary>A kreisfreie Stadt or a Stadtkreis; the city states consist of these.</summary>
    public bool IsDistrictFree => Designation is UnitDesignation.KreisfreieStadt or UnitDesignation.Stadtkreis;
}

/// <summary>What the table of competence says of a unit and a service.</summary>
/// <param name="IsCompetent">The unit executes the service itself.</param>
/// <param name="CoveredBy">
/// Who executes it for the place, nearest first: the Verband, then the Kreis. For a unit that is competent they count only while it reports nothing itself.
/// </param>
public readonly record struct Standing(bool IsCompetent, IReadOnlyList<UnitId> CoveredBy);

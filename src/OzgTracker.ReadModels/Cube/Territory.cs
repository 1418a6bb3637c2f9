using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>All units and who executes what on one day, as arrays by index: what every fold over the cube runs along.</summary>
public sealed class Territory
{
    /// <summary>Classes of units that the table of competence treats alike.</summary>
    internal const int Classes = 5;

    /// <summary>Länder from 1; 0 is for units that do not count.</summary>
    internal const int States = 17;

    internal const int WeightShift = 40;

    readonly byte[] executors;
    readonly Dictionary<string, ushort> districtIndex = new(StringComparer.Ordinal);
    readonly List<string?> districts = [null];

    internal Territory(Dimensions dimensions, DateOnly day)
    {
        var count = dimensions.Units.Count;
        (State, Kind, Size, Class) = (new byte[count], new byte[count], new byte[count], new byte[count]);
        (District, Association, Population, Area, Weight) = (new ushort[count], new int[count], new int[count], new int[count], new long[count]);
        for (var unit = 0; unit < count; unit++)
            if (dimensions.Units[unit].Periods.LastOrDefault(period => period.Holds(day)) is { Kind: not UnitKind.Gemeindefrei } facts)
                Place(unit, facts, dimensions);

        executors = new byte[dimensions.Services.Count * States];
        for (var service = 0; service < dimensions.Services.Count; service++) Declare(service, dimensions.Services[service], day);
    }

    /// <summary>Land, 1 to 16; 0 where there is no unit on that day, or one that never reports.</summary>
    internal byte[] State { get; }

    internal byte[] Kind { get; }

    /// <summary>Index in <see cref="SizeClass.All"/>.</summary>
    internal byte[] Size { get; }

    /// <summary>0 kreisfrei, 1 Gemeinde in a Verband, 2 other Gemeinde, 3 Verband, 4 Kreis.</summary>
    internal byte[] Class { get; }

    /// <summary>Index in <see cref="DistrictName"/>; 0 is none.</summary>
    internal ushort[] District { get; }

    /// <summary>Index of the unit's Gemeindeverband plus 1; 0 is none.</summary>
    internal int[] Association { get; }

    internal int[] Population { get; }

    /// <summary>Hectares; 0 is unknown.</summary>
    internal int[] Area { get; }

    /// <summary>One unit and its inhabitants in one number, so that a single addition counts both; 0 where the unit does not count.</summary>
    internal long[] Weight { get; }

    /// <summary>Whether a unit is there on the day and may report; a gemeindefreies Gebiet never does.</summary>
    public bool Exists(int unit) => State[unit] != 0;

    /// <summary>The facts of a unit on the day, for people.</summary>
    public UnitOnDay FactsOf(int unit) => new(
        (UnitKind)Kind[unit], State[unit].ToString("00", System.Globalization.CultureInfo.InvariantCulture), DistrictName(District[unit]), SizeClass.All[Size[unit]],
        Population[unit], Area[unit] == 0 ? null : Area[unit]);

    /// <summary>Whether a unit exists on the day and is one that reports.</summary>
    public bool Counts(int unit) => State[unit] != 0;

    internal int DistrictCount => districts.Count;

    internal string? DistrictName(int index) => districts[index];

    internal int FindDistrict(string number) => districtIndex.TryGetValue(number, out var index) ? index : -1;

    /// <summary>Whether the table of competence names a class of units in a Land.</summary>
    internal bool IsCompetent(int service, int state, int unitClass) => (CompetentClasses[executors[service * States + state]] >> unitClass & 1) != 0;

    /// <summary>Who executes a service, for each Land; services with the same are executed by the same units.</summary>
    internal ReadOnlySpan<byte> ExecutorsOf(int service) => executors.AsSpan(service * States, States);

    /// <summary>Units in a sum of <see cref="Weight"/>.</summary>
    internal static long UnitsIn(long weight) => weight >> WeightShift;

    /// <summary>Inhabitants in a sum of <see cref="Weight"/>.</summary>
    internal static long PopulationIn(long weight) => weight & ((1L << WeightShift) - 1);

    void Place(int unit, UnitPeriod facts, Dimensions dimensions)
    {
        State[unit] = (byte)facts.State;
        Kind[unit] = (byte)facts.Kind;
        Size[unit] = (byte)SizeClass.All.TakeWhile(size => facts.Population > size.To).Count();
        Class[unit] = ClassOf(facts);
        Population[unit] = facts.Population;
        Area[unit] = facts.AreaHa ?? 0;
        Weight[unit] = (1L << WeightShift) | (uint)facts.Population;
        if (facts.Association is { } association) Association[unit] = dimensions.FindUnit(association) + 1;
        if (facts.District is null) return;
        if (!districtIndex.TryGetValue(facts.District, out var district))
        {
            districtIndex.Add(facts.District, district = (ushort)districts.Count);
            districts.Add(facts.District);
        }

        District[unit] = district;
    }

    static byte ClassOf(UnitPeriod facts) => facts switch
    {
        { Designation: UnitDesignation.KreisfreieStadt or UnitDesignation.Stadtkreis } => 0,
        { Kind: UnitKind.Gemeinde, Association: not null } => 1,
        { Kind: UnitKind.Gemeinde } => 2,
        { Kind: UnitKind.Verband } => 3,
        _ => 4,
    };

    void Declare(int service, CubeService known, DateOnly day)
    {
        executors.AsSpan(service * States, States).Fill(known.Executors);
        foreach (var (state, declared, from) in known.Declarations)
            if (from <= day)
                executors[service * States + state] = declared;
    }

    /// <summary>For each set of executors the classes that are competent, by the rules of the Domain.</summary>
    static readonly byte[] CompetentClasses = [.. Enumerable.Range(0, 8).Select(bits =>
    {
        var verband = UnitId.Parse("010515163");
        UnitPlace[] places =
        [
            new(UnitKind.Gemeinde, UnitDesignation.KreisfreieStadt, null, null), new(UnitKind.Gemeinde, UnitDesignation.Gemeinde, verband, null),
            new(UnitKind.Gemeinde, UnitDesignation.Gemeinde, null, null), new(UnitKind.Verband, UnitDesignation.Amt, null, null),
            new(UnitKind.Kreis, UnitDesignation.Landkreis, null, null),
        ];
        var executors = new Executors((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
        return (byte)places.Select((place, number) => executors.Of(place).IsCompetent ? 1 << number : 0).Sum();
    })];

    /// <summary>The bits of a set of executors.</summary>
    internal static byte Bits(Executors executors) => (byte)((executors.Gemeinde ? 1 : 0) | (executors.Verband ? 2 : 0) | (executors.Kreis ? 4 : 0));
}

/// <summary>A unit on one day.</summary>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="State">Two digits.</param>
/// <param name="District">Five digits.</param>
/// <param name="Size">Its size class.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="AreaHa">Hectares; null where it is not known.</param>
public readonly record struct UnitOnDay(UnitKind Kind, string State, string? District, SizeClass Size, int Population, int? AreaHa);

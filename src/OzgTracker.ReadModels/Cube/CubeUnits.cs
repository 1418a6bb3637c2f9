using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A unit as the cube knows it; its index never changes while the process runs.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its name as people say it, now.</param>
/// <param name="Mailbox">Functional mailbox of its contact point.</param>
/// <param name="ContactUrl">Address of its contact point.</param>
/// <param name="Periods">Its facts on each day, oldest first.</param>
public sealed record CubeUnit(string Id, string Name, string? Mailbox, string? ContactUrl, IReadOnlyList<UnitPeriod> Periods);

/// <summary>A stretch of days with the same facts; a day that is absent means open.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="Designation">Its official designation.</param>
/// <param name="State">1 to 16.</param>
/// <param name="District">Five digits.</param>
/// <param name="Association">Id of its Gemeindeverband.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="AreaHa">Hectares.</param>
public sealed record UnitPeriod(
    DateOnly? From, DateOnly? To, UnitKind Kind, UnitDesignation Designation, int State, string? District, string? Association, int Population, int? AreaHa)
{
    /// <summary>Whether the facts hold on a day.</summary>
    public bool Holds(DateOnly day) => (From is null || From <= day) && (To is null || To >= day);
}

/// <summary>A service as the cube knows it; its index never changes while the process runs.</summary>
/// <param name="OzgId">Its OZG id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TopicArea">Themenfeld.</param>
/// <param name="Situation">Lage.</param>
/// <param name="Types">Typisierung.</param>
/// <param name="LeikaCount">LeiKa services in it.</param>
/// <param name="Executors">Who executes it where a Land has declared nothing, as a set of bits: 1 Gemeinde, 2 Verband, 4 Kreis.</param>
/// <param name="Tags">Programmes and their days.</param>
/// <param name="Declarations">Who executes it by declaration: Land 1 to 16, bits, first day; oldest first.</param>
public sealed record CubeService(
    string OzgId, string Name, string TopicArea, string Situation, IReadOnlyList<string> Types, int LeikaCount, byte Executors,
    IReadOnlyList<(string Tag, DateOnly? From, DateOnly? To)> Tags, IReadOnlyList<(int State, byte Executors, DateOnly From)> Declarations)
{
    /// <summary>The programmes that it belongs to on a day.</summary>
    public IEnumerable<string> TagsOn(DateOnly day) =>
        Tags.Where(tag => (tag.From is null || tag.From <= day) && (tag.To is null || tag.To >= day)).Select(tag => tag.Tag);
}

/// <summary>Units, services and models: what the numbers of the cube are about. Immutable; indexes stay from one to the next.</summary>
public sealed class Dimensions
{
    readonly Dictionary<string, int> unitIndex;
    readonly Dictionary<string, int> serviceIndex;
    readonly DateOnly[] changes;
    readonly Territory?[] territories;
    IdOrder? byId;

    /// <summary>Takes them over; the order of units and services is that of their indexes.</summary>
    /// <param name="position">Of the last change of any of them.</param>
    public Dimensions(IReadOnlyList<CubeUnit> units, IReadOnlyList<CubeService> services, IReadOnlyList<MaturityModel> models, long position)
    {
        (Units, Services, Models, Position) = (units, services, models, position);
        unitIndex = units.Select((unit, index) => (unit.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        serviceIndex = services.Select((service, index) => (service.OzgId, index)).ToDictionary(pair => pair.OzgId, pair => pair.index, StringComparer.Ordinal);
        changes =
        [
            .. units.SelectMany(unit => unit.Periods).SelectMany(period => (DateOnly?[])[period.From, period.To is { } to && to < DateOnly.MaxValue ? to.AddDays(1) : null])
                .Concat(services.SelectMany(service => service.Declarations).Select(declaration => (DateOnly?)declaration.From))
                .OfType<DateOnly>().Distinct().Order(),
        ];
        territories = new Territory?[changes.Length + 1];
    }

    /// <summary>None at all.</summary>
    public static readonly Dimensions Empty = new([], [], [], 0);

    /// <summary>Position of the last change of any of them.</summary>
    public long Position { get; }

    /// <summary>All units that ever were, by index.</summary>
    public IReadOnlyList<CubeUnit> Units { get; }

    /// <summary>All services, by index.</summary>
    public IReadOnlyList<CubeService> Services { get; }

    /// <summary>All maturity models, by index.</summary>
    public IReadOnlyList<MaturityModel> Models { get; }

    /// <summary>Units in the order of their ids: how every list breaks ties.</summary>
    internal IdOrder ById => Volatile.Read(ref byId) ?? (byId = new IdOrder(Units));

    /// <summary>Index of a unit; -1 when there is none with this id.</summary>
    public int FindUnit(string id) => unitIndex.GetValueOrDefault(id, -1);

    /// <summary>Index of a service; -1 when the catalogue does not have it.</summary>
    public int FindService(string ozgId) => serviceIndex.GetValueOrDefault(ozgId, -1);

    /// <summary>Index of a model; -1 when there is none with this id.</summary>
    public int FindModel(string id)
    {
        for (var i = 0; i < Models.Count; i++)
            if (Models[i].Id == id)
                return i;
        return -1;
    }

    /// <summary>Units and competence as they were on a day.</summary>
    /// <remarks>Made once for all days between two changes: about a millisecond.</remarks>
    public Territory TerritoryOn(DateOnly day)
    {
        var interval = Array.BinarySearch(changes, day) is var found && found >= 0 ? found + 1 : ~found;
        return Volatile.Read(ref territories[interval]) ?? Interlocked.CompareExchange(ref territories[interval], new Territory(this, day), null) ?? territories[interval]!;
    }
}

/// <summary>The order of units by id, which is not that of their indexes once units were added.</summary>
sealed class IdOrder
{
    public IdOrder(IReadOnlyList<CubeUnit> units)
    {
        Units = [.. Enumerable.Range(0, units.Count)];
        Array.Sort(Units, (a, b) => string.CompareOrdinal(units[a].Id, units[b].Id));
        Places = new ushort[Units.Length];
        for (var place = 0; place < Units.Length; place++) Places[Units[place]] = checked((ushort)place);
    }

    /// <summary>Index of the unit at each place.</summary>
    public int[] Units { get; }

    /// <summary>Place of each unit, by index.</summary>
    public ushort[] Places { get; }
}

using System.Globalization;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>
/// The groups of units on one day or several: each unit's slot, which is a group in one Land and class of competence, and in one Kreis where that is wanted.
/// </summary>
/// <remarks>Groups and slots are the same on all days, so that a sum over days has one place for each.</remarks>
sealed class UnitGroups
{
    readonly List<(int Group, int State, int Class, int District)> slots = [default];
    readonly List<string?[]> keys = [];
    readonly List<string?> districts = [null];
    readonly Dictionary<string, int> districtIndex = new(StringComparer.Ordinal);
    readonly Dictionary<(int, int, int), int> groupOf = [];
    readonly Dictionary<(int Group, int State, int Class, int District), ushort> slotOf = [];
    readonly UnitsOnDay[] days;
    readonly bool withDistricts;

    public UnitGroups(IReadOnlyList<CubeScope> scopes, IReadOnlyList<GroupBy> groupBy, bool withDistricts)
    {
        Dimensions = [.. groupBy.Where(Tally.IsOfUnits)];
        this.withDistricts = withDistricts;
        days = new UnitsOnDay[scopes.Count];
        for (var day = 0; day < days.Length; day++)
            days[day] = day > 0 && ReferenceEquals(scopes[day].Territory, scopes[day - 1].Territory) ? days[day - 1] : Place(scopes[day]);
        if (keys.Count == 0 && Dimensions.Count == 0) keys.Add([]);
    }

    /// <summary>The groupings that are about units.</summary>
    public List<GroupBy> Dimensions { get; }

    public int Count => keys.Count;

    public int SlotCount => slots.Count;

    /// <summary>The units of a day; the same object on days that do not differ.</summary>
    public UnitsOnDay On(int day) => days[day];

    public (int Group, int State, int Class, int District) SlotAt(int slot) => slots[slot];

    /// <summary>Number of the Kreis of a slot.</summary>
    public string? DistrictName(int index) => districts[index];

    public string?[] KeyOf(int group) => keys[group];

    UnitsOnDay Place(CubeScope scope)
    {
        var territory = scope.Territory;
        var placed = new UnitsOnDay(territory.State.Length);
        var numbers = new int[territory.DistrictCount];
        for (var district = 1; district < numbers.Length; district++) numbers[district] = Number(territory.DistrictName(district)!);
        foreach (var unit in scope.Units)
        {
            var values = (Value(0), Value(1), Value(2));
            if (!groupOf.TryGetValue(values, out var group))
            {
                groupOf.Add(values, group = keys.Count);
                keys.Add([.. Dimensions.Select(by => Text(scope, territory, unit, by))]);
            }

            var place = (group, territory.State[unit], territory.Class[unit], withDistricts ? numbers[territory.District[unit]] : 0);
            if (!slotOf.TryGetValue(place, out var slot))
            {
                slotOf.Add(place, slot = checked((ushort)slots.Count));
                slots.Add(place);
            }

            placed.Add(unit, slot, group, territory.Weight[unit]);

            int Value(int number) => number >= Dimensions.Count ? 0 : Dimensions[number] switch
            {
                GroupBy.State => territory.State[unit],
                GroupBy.District => numbers[territory.District[unit]],
                GroupBy.Kind => territory.Kind[unit],
                GroupBy.SizeClass => territory.Size[unit],
                _ => territory.Association[unit],
            };
        }

        return placed;
    }

    /// <summary>A Kreis has a number of its own on each day; here it has one for all.</summary>
    int Number(string district)
    {
        if (districtIndex.TryGetValue(district, out var number)) return number;
        districtIndex.Add(district, number = districts.Count);
        districts.Add(district);
        return number;
    }

    static string? Text(CubeScope scope, Territory territory, int unit, GroupBy by) => by switch
    {
        GroupBy.State => territory.State[unit].ToString("00", CultureInfo.InvariantCulture),
        GroupBy.District => territory.DistrictName(territory.District[unit]),
        GroupBy.Kind => Codes.Text((UnitKind)territory.Kind[unit]),
        GroupBy.SizeClass => SizeClass.All[territory.Size[unit]].Code,
        _ => territory.Association[unit] is > 0 and var association ? scope.Cube.Dimensions.Units[association - 1].Id : null,
    };
}

/// <summary>The units that are asked for on one day.</summary>
sealed class UnitsOnDay(int units)
{
    readonly List<long> groups = [];

    /// <summary>Slot of each unit; 0 for those that are not asked for.</summary>
    public ushort[] Slots { get; } = new ushort[units];

    /// <summary>A unit and its inhabitants; 0 for those that are not asked for.</summary>
    public long[] Weights { get; } = new long[units];

    /// <summary>The same in the form that the pass over cells needs: eight bytes for each unit.</summary>
    public UnitPlaceInSums[] PlacesFor(CodeLanes lanes)
    {
        var places = new UnitPlaceInSums[Slots.Length];
        for (var unit = 0; unit < places.Length; unit++) places[unit] = new(Slots[unit] * lanes.Count, (int)Territory.PopulationIn(Weights[unit]));
        return places;
    }

    public void Add(int unit, ushort slot, int group, long weight)
    {
        (Slots[unit], Weights[unit]) = (slot, weight);
        while (groups.Count <= group) groups.Add(0);
        groups[group] += weight;
    }

    public int UnitsOf(int group) => group < groups.Count ? (int)Territory.UnitsIn(groups[group]) : 0;

    public long PopulationOf(int group) => group < groups.Count ? Territory.PopulationIn(groups[group]) : 0;
}

/// <summary>The groups of services on one day or several; a service may be in several.</summary>
sealed class ServiceGroups
{
    readonly int[]?[][] groupsOf;
    readonly HashSet<int>[] onDay;
    readonly List<string?[]> keys = [];
    readonly Dictionary<string, int> index = new(StringComparer.Ordinal);

    public ServiceGroups(IReadOnlyList<CubeScope> scopes, IReadOnlyList<GroupBy> groupBy)
    {
        Dimensions = [.. groupBy.Where(by => !Tally.IsOfUnits(by))];
        groupsOf = new int[]?[scopes.Count][];
        onDay = new HashSet<int>[scopes.Count];
        Asked = [.. scopes.SelectMany(scope => scope.Services).Distinct().Order()];
        var lasting = Dimensions.Contains(GroupBy.Tag) ? null : new int[]?[scopes[0].Cube.Dimensions.Services.Count];
        for (var day = 0; day < scopes.Count; day++)
        {
            groupsOf[day] = new int[]?[scopes[day].Cube.Dimensions.Services.Count];
            onDay[day] = [];
            foreach (var service in scopes[day].Services)
            {
                var groups = lasting?[service] ?? Groups(scopes[day].Cube.Dimensions.Services[service], scopes[day].Question.Day);
                if (lasting is not null) lasting[service] = groups;
                groupsOf[day][service] = groups;
                onDay[day].UnionWith(groups);
            }
        }

        if (keys.Count == 0 && Dimensions.Count == 0) keys.Add([]);
    }

    /// <summary>The groupings that are about services.</summary>
    public List<GroupBy> Dimensions { get; }

    /// <summary>Indexes of the services that are asked for on any of the days.</summary>
    public int[] Asked { get; }

    public int Count => keys.Count;

    /// <summary>The groups of a service; none on a day on which it is not asked for.</summary>
    public int[] Of(int day, int service) => groupsOf[day][service] ?? [];

    /// <summary>Whether a group has a service on a day.</summary>
    public bool IsThere(int day, int group) => Dimensions.Count == 0 || onDay[day].Contains(group);

    public string?[] KeyOf(int group) => keys[group];

    int[] Groups(CubeService service, DateOnly day) =>
    [
        .. Keys(service, day).Select(key =>
        {
            var text = string.Join('\u001f', key.Select(part => part ?? "\u001e"));
            if (index.TryGetValue(text, out var group)) return group;
            index.Add(text, keys.Count);
            keys.Add(key);
            return keys.Count - 1;
        }),
    ];

    IEnumerable<string?[]> Keys(CubeService service, DateOnly day)
    {
        var keys = Enumerable.Repeat<string?[]>([], 1);
        foreach (var by in Dimensions)
        {
            var values = by switch
            {
                GroupBy.OzgId => OrNone([service.OzgId]),
                GroupBy.TopicArea => OrNone([service.TopicArea]),
                GroupBy.Situation => OrNone([service.Situation]),
                GroupBy.Type => OrNone(service.Types.Distinct()),
                _ => OrNone(service.TagsOn(day)),
            };
            keys = keys.SelectMany(key => values.Select(value => (string?[])[.. key, value]));
        }

        return keys;
    }

    /// <summary>A service without any is in a group of its own.</summary>
    static string?[] OrNone(IEnumerable<string> values) => [.. values.DefaultIfEmpty()];
}

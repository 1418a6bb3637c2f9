using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>The groups of units: each unit's slot, which is a group in one Land and class of competence, and in one Kreis where that is wanted.</summary>
sealed class UnitGroups
{
    readonly List<(int Group, int State, int Class, int District)> slots = [default];
    readonly List<string?[]> keys = [];
    readonly List<long> weights = [];

    public UnitGroups(CubeScope scope, IReadOnlyList<GroupBy> groupBy, bool withDistricts)
    {
        Dimensions = [.. groupBy.Where(Tally.IsOfUnits)];
        var territory = scope.Territory;
        Slots = new ushort[territory.State.Length];
        Weights = new long[Slots.Length];
        var groups = new Dictionary<(int, int, int), int>();
        var bySlot = new Dictionary<(int Group, int State, int Class, int District), ushort>();
        foreach (var unit in scope.Units)
        {
            var values = (Value(0), Value(1), Value(2));
            if (!groups.TryGetValue(values, out var group))
            {
                groups.Add(values, group = keys.Count);
                keys.Add([.. Dimensions.Select(by => Text(scope, territory, unit, by))]);
                weights.Add(0);
            }

            weights[group] += territory.Weight[unit];
            var place = (group, territory.State[unit], territory.Class[unit], withDistricts ? territory.District[unit] : 0);
            if (!bySlot.TryGetValue(place, out var slot))
            {
                bySlot.Add(place, slot = checked((ushort)slots.Count));
                slots.Add(place);
            }

            Slots[unit] = slot;
            Weights[unit] = territory.Weight[unit];

            int Value(int number) => number >= Dimensions.Count ? 0 : Dimensions[number] switch
            {
                GroupBy.State => territory.State[unit],
                GroupBy.District => territory.District[unit],
                GroupBy.Kind => territory.Kind[unit],
                GroupBy.SizeClass => territory.Size[unit],
                _ => territory.Association[unit],
            };
        }

        if (keys.Count == 0 && Dimensions.Count == 0)
        {
            keys.Add([]);
            weights.Add(0);
        }
    }

    /// <summary>The groupings that are about units.</summary>
    public List<GroupBy> Dimensions { get; }

    public int Count => keys.Count;

    public int SlotCount => slots.Count;

    /// <summary>Slot of each unit; 0 for those that are not asked for.</summary>
    public ushort[] Slots { get; }

    /// <summary>A unit and its inhabitants; 0 for those that are not asked for.</summary>
    public long[] Weights { get; }

    public (int Group, int State, int Class, int District) SlotAt(int slot) => slots[slot];

    public string?[] KeyOf(int group) => keys[group];

    public int UnitsOf(int group) => (int)Territory.UnitsIn(weights[group]);

    public long PopulationOf(int group) => Territory.PopulationIn(weights[group]);

    static string? Text(CubeScope scope, Territory territory, int unit, GroupBy by) => by switch
    {
        GroupBy.State => territory.State[unit].ToString("00", System.Globalization.CultureInfo.InvariantCulture),
        GroupBy.District => territory.DistrictName(territory.District[unit]),
        GroupBy.Kind => Codes.Text((UnitKind)territory.Kind[unit]),
        GroupBy.SizeClass => SizeClass.All[territory.Size[unit]].Code,
        _ => territory.Association[unit] is > 0 and var association ? scope.Cube.Dimensions.Units[association - 1].Id : null,
    };
}

/// <summary>The groups of services; a service may be in several.</summary>
sealed class ServiceGroups
{
    readonly Dictionary<int, int[]> groupsOf = [];
    readonly List<string?[]> keys = [];

    public ServiceGroups(CubeScope scope, IReadOnlyList<GroupBy> groupBy)
    {
        Dimensions = [.. groupBy.Where(by => !Tally.IsOfUnits(by))];
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var index in scope.Services)
        {
            var service = scope.Cube.Dimensions.Services[index];
            groupsOf[index] =
            [
                .. Keys(service, scope.Question.Day).Select(key =>
                {
                    var text = string.Join('\u001f', key.Select(part => part ?? "\u001e"));
                    if (groups.TryGetValue(text, out var group)) return group;
                    groups.Add(text, keys.Count);
                    keys.Add(key);
                    return keys.Count - 1;
                }),
            ];
        }

        if (keys.Count == 0 && Dimensions.Count == 0) keys.Add([]);
    }

    /// <summary>The groupings that are about services.</summary>
    public List<GroupBy> Dimensions { get; }

    public int Count => keys.Count;

    public int[] Of(int service) => groupsOf[service];

    public string?[] KeyOf(int group) => keys[group];

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

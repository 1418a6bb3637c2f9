using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Words of filters.</summary>
public static class CubeFilters
{
    /// <summary>Of a Verband, a type or a programme: those that have none.</summary>
    public const string None = "none";
}

/// <summary>Which services a question is about; absent parts mean all.</summary>
/// <param name="OzgIds">These services.</param>
/// <param name="TopicArea">Themenfeld.</param>
/// <param name="Situation">Lage.</param>
/// <param name="Type">Typisierung.</param>
/// <param name="Tag">Programme on the day that is asked for.</param>
public sealed record CubeServices(
    IReadOnlyCollection<string>? OzgIds = null, string? TopicArea = null, string? Situation = null, string? Type = null, string? Tag = null)
{
    /// <summary>Whether a service is asked for.</summary>
    public bool Has(CubeService service, DateOnly day) =>
        (OzgIds is null || OzgIds.Contains(service.OzgId))
        && (TopicArea is null || service.TopicArea == TopicArea)
        && (Situation is null || service.Situation == Situation)
        && Names(Type, service.Types)
        && (Tag is null || Names(Tag, service.TagsOn(day)));

    static bool Names(string? asked, IEnumerable<string> values) => asked is null || (asked == CubeFilters.None ? !values.Any() : values.Contains(asked));
}

/// <summary>What every question to the cube says.</summary>
/// <param name="Units">Which units.</param>
/// <param name="Services">Which services.</param>
/// <param name="Model">The maturity model.</param>
/// <param name="Policy">How levels of LeiKa services make the level.</param>
/// <param name="Day">The value on this day, …</param>
/// <param name="Known">… as the log knew it after this position.</param>
public sealed record CubeQuestion(UnitFilter Units, CubeServices Services, MaturityModel Model, LeikaPolicy Policy, DateOnly Day, long Known = long.MaxValue)
{
    internal CellMoment Moment => new(Policy, CubeDay.Of(Day), Known);
}

/// <summary>What a tally can be grouped by.</summary>
public enum GroupBy
{
    /// <summary>Land, two digits.</summary>
    State,

    /// <summary>Kreis, five digits.</summary>
    District,

    /// <summary>Kind of unit.</summary>
    Kind,

    /// <summary>Size class.</summary>
    SizeClass,

    /// <summary>Id of the Gemeindeverband; null for units in none.</summary>
    Association,

    /// <summary>The OZG service.</summary>
    OzgId,

    /// <summary>Themenfeld.</summary>
    TopicArea,

    /// <summary>Lage.</summary>
    Situation,

    /// <summary>Typisierung; a service counts in each of its types.</summary>
    Type,

    /// <summary>Programme; a service counts in each of its programmes, and in null when it belongs to none.</summary>
    Tag,
}

/// <summary>The units and services of a question, found once for all that follows.</summary>
sealed class CubeScope
{
    public CubeScope(CubeSnapshot cube, CubeQuestion question)
    {
        (Cube, Question, Territory) = (cube, question, cube.Dimensions.TerritoryOn(question.Day));
        Model = cube.Dimensions.FindModel(question.Model.Id);
        Services = [.. Enumerable.Range(0, cube.Dimensions.Services.Count).Where(service => question.Services.Has(cube.Dimensions.Services[service], question.Day))];
        Asked = Find(cube.Dimensions, Territory, question.Units);
        First = Array.IndexOf(Asked, true);
        Last = Array.LastIndexOf(Asked, true);
    }

    public CubeSnapshot Cube { get; }

    public CubeQuestion Question { get; }

    public Territory Territory { get; }

    public int Model { get; }

    /// <summary>Indexes of the services, ascending.</summary>
    public int[] Services { get; }

    /// <summary>Whether a unit is asked for, by index.</summary>
    public bool[] Asked { get; }

    /// <summary>Index of the first unit that is asked for; -1 when there is none.</summary>
    public int First { get; }

    /// <summary>Index of the last unit that is asked for.</summary>
    public int Last { get; }

    public int FirstBlock => First / CellBlock.Size;

    public int LastBlock => First < 0 ? -1 : Last / CellBlock.Size;

    /// <summary>Indexes of the units.</summary>
    public IEnumerable<int> Units => First < 0 ? [] : Enumerable.Range(First, Last - First + 1).Where(unit => Asked[unit]);

    /// <summary>What the cells of a service say in this model, with what was said in other models marked; a block at a time.</summary>
    public CodeReader CodesOf(int service) => new(this, service);

    /// <summary>What one cell says, as <see cref="CodesOf"/> has it.</summary>
    public byte CodeOf(int service, int unit)
    {
        var code = Code(Cube.PlaneOf(Model, service), unit, Question.Moment);
        if (code != LevelCode.Unreported) return code;
        foreach (var plane in Cube.OtherPlanes(Model, service))
        {
            var theirs = Code(plane, unit, Question.Moment with { Policy = LeikaPolicy.Any });
            if (theirs == LevelCode.NotCompetent) return theirs;
            if (LevelCode.IsLevel(theirs)) code = LevelCode.SaidElsewhere;
        }

        return code;
    }

    /// <summary>Whether a cell counts.</summary>
    public bool IsCounted(int service, int unit, byte code) =>
        code != LevelCode.NotCompetent && (code != LevelCode.Unreported || Territory.IsCompetent(service, Territory.State[unit], Territory.Class[unit]));

    static byte Code(Plane plane, int unit, CellMoment moment)
    {
        var block = plane.BlockOf(unit, out var cell);
        return block.Find(cell, moment) is >= 0 and var at ? block.CodeAt(at, moment.Policy) : LevelCode.Unreported;
    }

    static bool[] Find(Dimensions dimensions, Territory territory, UnitFilter filter)
    {
        var asked = new bool[dimensions.Units.Count];
        var state = filter.State is null ? 0 : int.TryParse(filter.State, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1;
        var district = filter.District is null ? -1 : territory.FindDistrict(filter.District) is >= 0 and var found ? found : int.MaxValue;
        const int none = -2;
        var association = filter.Association is null ? -1 : filter.Association == CubeFilters.None ? none : dimensions.FindUnit(filter.Association) is >= 0 and var known ? known : int.MaxValue;
        for (var unit = 0; unit < asked.Length; unit++)
        {
            asked[unit] = territory.State[unit] != 0
                && (state == 0 || territory.State[unit] == state)
                && (district < 0 || territory.District[unit] == district)
                && association switch
                {
                    -1 => true,
                    none => territory.Association[unit] == 0,
                    _ => unit == association || territory.Association[unit] - 1 == association,
                }
                && (filter.Kind is null || territory.Kind[unit] == (byte)filter.Kind)
                && (filter.Size is null || (territory.Population[unit] >= filter.Size.From && territory.Population[unit] <= filter.Size.To));
        }

        return asked;
    }
}

/// <summary>Level codes of one service, block by block. Not for two threads at once.</summary>
sealed class CodeReader
{
    static readonly byte[] Silence = [.. Enumerable.Repeat(LevelCode.Unreported, CellBlock.Size)];

    readonly Plane plane;
    readonly Plane[] others;
    readonly CellMoment moment;
    readonly byte[]? merged;
    readonly bool isLatest;
    readonly byte[] buffer = new byte[CellBlock.Size];
    readonly byte[]? other;

    public CodeReader(CubeScope scope, int service)
    {
        plane = scope.Cube.PlaneOf(scope.Model, service);
        others = [.. scope.Cube.OtherPlanes(scope.Model, service)];
        moment = scope.Question.Moment;
        isLatest = plane.IsLatest(moment);
        if (isLatest && others.Length > 0 && Array.TrueForAll(others, plane => plane.Spoken is not null && plane.IsLatest(OfAnyPolicy))) merged = Merge();
        other = others.Length == 0 || merged is not null ? null : new byte[CellBlock.Size];
    }

    CellMoment OfAnyPolicy => moment with { Policy = Domain.Rollouts.LeikaPolicy.Any };

    /// <summary>The codes of a block, valid until the next call.</summary>
    public ReadOnlySpan<byte> Block(int number)
    {
        if (merged is not null) return number * CellBlock.Size < merged.Length ? merged.AsSpan(number * CellBlock.Size, CellBlock.Size) : Silence;
        var codes = number >= plane.BlockCount ? Silence
            : isLatest ? plane.Latest.Slice(number * CellBlock.Size, CellBlock.Size)
            : plane.BlockAt(number).Codes(moment, buffer);
        return others.Length == 0 ? codes : WithOthers(codes, number);
    }

    /// <summary>The usual case: today, and few units have spoken in another model.</summary>
    byte[] Merge()
    {
        var codes = new byte[Math.Max(plane.Latest.Length, others.Max(plane => plane.Latest.Length))];
        plane.Latest.CopyTo(codes);
        codes.AsSpan(plane.Latest.Length).Fill(LevelCode.Unreported);
        foreach (var plane in others)
            foreach (var unit in plane.Spoken!)
                Mark(ref codes[unit], plane.Latest[unit]);
        return codes;
    }

    /// <summary>A unit that has spoken in any model has spoken: a level elsewhere makes it competent, and competence belongs to no model.</summary>
    ReadOnlySpan<byte> WithOthers(ReadOnlySpan<byte> codes, int number)
    {
        var isOwn = true;
        foreach (var plane in others)
        {
            if (number >= plane.BlockCount || plane.BlockAt(number) is not { StepCount: > 0 } block) continue;
            if (isOwn) codes.CopyTo(buffer);
            isOwn = false;
            var theirs = block.Codes(OfAnyPolicy, other);
            foreach (var cell in block.Spoken) Mark(ref buffer[cell], theirs[cell]);
        }

        return isOwn ? codes : buffer;
    }

    static void Mark(ref byte own, byte theirs)
    {
        if (own is not (LevelCode.Unreported or LevelCode.SaidElsewhere)) return;
        if (theirs == LevelCode.NotCompetent) own = LevelCode.NotCompetent;
        else if (LevelCode.IsLevel(theirs)) own = LevelCode.SaidElsewhere;
    }
}

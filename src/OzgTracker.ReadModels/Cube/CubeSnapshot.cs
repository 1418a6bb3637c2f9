using OzgTracker.Domain.Maturity;

namespace OzgTracker.ReadModels.Cube;

/// <summary>The cube at one position of the log: immutable, so that whoever holds it gets answers that fit together, however long they take.</summary>
public sealed class CubeSnapshot
{
    readonly Plane[][] planes;

    internal CubeSnapshot(long position, Dimensions dimensions, Plane[][] planes, RecordedTimes recorded) =>
        (Position, Dimensions, this.planes, Recorded) = (position, dimensions, planes, recorded);

    /// <summary>Before anything was loaded.</summary>
    public static CubeSnapshot Empty { get; } = new(0, Dimensions.Empty, [], RecordedTimes.None);

    /// <summary>What the read model of cells had taken in.</summary>
    public long Position { get; }

    /// <summary>Units, services and models.</summary>
    public Dimensions Dimensions { get; }

    /// <summary>When steps were recorded, roughly.</summary>
    internal RecordedTimes Recorded { get; }

    /// <summary>Cells with a history, in all models.</summary>
    public long StepCount => planes.Sum(model => model.Sum(plane => plane.StepCount));

    internal Plane PlaneOf(int model, int service) =>
        model < planes.Length && service < planes[model].Length ? planes[model][service] : Plane.Empty;

    /// <summary>The other models in which somebody has said something of a service; mostly none.</summary>
    internal IEnumerable<Plane> OtherPlanes(int model, int service)
    {
        for (var other = 0; other < planes.Length; other++)
            if (other != model && PlaneOf(other, service) is { BlockCount: > 0 } plane)
                yield return plane;
    }

    /// <summary>With more steps: one buffer per model and service.</summary>
    internal CubeSnapshot With(long position, IReadOnlyDictionary<(int Model, int Service), StepBuffer> added, RecordedTimes recorded)
    {
        if (added.Count == 0) return new CubeSnapshot(position, Dimensions, planes, recorded);
        var changed = Grown();
        foreach (var model in added.Keys.Select(key => key.Model).Distinct()) changed[model] = changed[model].AsSpan().ToArray();
        foreach (var ((model, service), steps) in added) changed[model][service] = changed[model][service].With(steps);
        return new CubeSnapshot(position, Dimensions, changed, recorded);
    }

    /// <summary>With a plane put in the place of another.</summary>
    internal CubeSnapshot WithPlane(int model, int service, Plane plane)
    {
        var changed = Grown();
        changed[model] = changed[model].AsSpan().ToArray();
        changed[model][service] = plane;
        return new CubeSnapshot(Position, Dimensions, changed, Recorded);
    }

    /// <summary>With newer dimensions, whose indexes go on with those of the older ones.</summary>
    internal CubeSnapshot With(Dimensions dimensions) => new(Position, dimensions, planes, Recorded);

    /// <summary>Index of the default model, which says who is not competent.</summary>
    internal int DefaultModel => Dimensions.FindModel(MaturityModel.Default);

    Plane[][] Grown()
    {
        var grown = new Plane[Dimensions.Models.Count][];
        for (var model = 0; model < grown.Length; model++)
        {
            var known = model < planes.Length ? planes[model] : [];
            if (known.Length == Dimensions.Services.Count)
            {
                grown[model] = known;
                continue;
            }

            grown[model] = new Plane[Dimensions.Services.Count];
            Array.Fill(grown[model], Plane.Empty);
            known.CopyTo(grown[model], 0);
        }

        return grown;
    }
}

/// <summary>The earliest moment at which a step of each stretch of positions was recorded. Immutable.</summary>
/// <remarks>Moments nearly grow with positions. The last stretch that begins before a moment has the last position that was recorded by then; which one, its rows tell.</remarks>
sealed class RecordedTimes(long[] earliest)
{
    public const int Stretch = 4_096;

    public static readonly RecordedTimes None = new([]);

    /// <summary>With one more step; itself when that changes nothing.</summary>
    public RecordedTimes With(long position, DateTimeOffset recordedAt)
    {
        var number = (int)(position / Stretch);
        if (number < earliest.Length && earliest[number] <= recordedAt.UtcTicks) return this;
        var changed = new long[Math.Max(earliest.Length, number + 1)];
        Array.Fill(changed, long.MaxValue);
        earliest.CopyTo(changed, 0);
        changed[number] = recordedAt.UtcTicks;
        return new RecordedTimes(changed);
    }

    /// <summary>First position of the stretch that has the last one recorded by a moment; null when nothing was recorded by then.</summary>
    public long? StretchBefore(DateTimeOffset moment)
    {
        for (var number = earliest.Length - 1; number >= 0; number--)
            if (earliest[number] <= moment.UtcTicks)
                return (long)number * Stretch;
        return null;
    }
}

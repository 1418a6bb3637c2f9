namespace OzgTracker.ReadModels.Cube;

/// <summary>Where level codes are summed up: the last bits of a code tell. Models of up to twelve levels need sixteen lanes, which keeps the sums of all Länder in the fastest memory.</summary>
sealed class CodeLanes
{
    const int Few = 16;

    static readonly CodeLanes OfFewLevels = new(Few), OfManyLevels = new(LevelCode.Count);

    readonly byte[] codes;

    CodeLanes(int count)
    {
        Count = count;
        codes = new byte[count];
        for (var code = 0; code < LevelCode.Count; code++)
            if (code < LevelCode.SaidElsewhere ? code < count : true)
                codes[code & (count - 1)] = (byte)code;
    }

    /// <summary>A power of two.</summary>
    public int Count { get; }

    /// <summary>The code of each lane.</summary>
    public ReadOnlySpan<byte> Codes => codes;

    /// <summary>The lanes for a model; its highest level must not share one with a code that is no level.</summary>
    public static CodeLanes For(int levels) => levels <= (LevelCode.SaidElsewhere & (Few - 1)) ? OfFewLevels : OfManyLevels;
}

/// <summary>A unit on its way into sums.</summary>
/// <param name="First">Index of the first lane of its slot.</param>
/// <param name="Population">Its inhabitants; units that are not asked for go into the first slot, which nobody reads.</param>
readonly record struct UnitPlaceInSums(int First, int Population)
{
    public long Weight => (1L << Territory.WeightShift) + Population;
}

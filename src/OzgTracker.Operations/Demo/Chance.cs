namespace OzgTracker.Operations.Demo;

/// <summary>What a stream of chance is drawn for, so that no two questions share one.</summary>
enum ChanceTopic
{
    Cell = 1,
    Choice,
    Unit,
    State,
    Service,
    EfaService,
    EfaState,
}

/// <summary>Numbers that look like chance and are the same on every machine and in every version of the runtime (SplitMix64).</summary>
/// <remarks>
/// <see cref="Random"/> and <see cref="HashCode"/> may change between runtimes, and logarithms of the platform differ in their last bit. Only operations
/// that IEEE 754 defines exactly are used.
/// </remarks>
struct Chance
{
    const double Ln2 = 0.693_147_180_559_945_3;
    const double Ln10 = 2.302_585_092_994_045_7;

    ulong state;

    Chance(ulong state) => this.state = state;

    /// <summary>The stream of one question about one or two things; what was drawn for others changes nothing in it.</summary>
    public static Chance Of(ulong seed, ChanceTopic topic, ulong first, ulong second = 0) =>
        new(Mixed(Mixed(Mixed(seed ^ ((ulong)topic << 56)) + first) + second));

    /// <summary>At least 0 and less than 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>At least 0 and less than <paramref name="end"/>, which is positive.</summary>
    public int Below(int end) => (int)(((Next() >> 32) * (uint)end) >> 32);

    /// <summary>True in that share of all cases.</summary>
    public bool Happens(double share) => Share() < share;

    /// <summary>Around 0, distributed so that the share of those below x is 1 / (1 + e^-x): what adoption looks like.</summary>
    public double Logistic()
    {
        var share = ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));
        return Ln(share / (1 - share));
    }

    /// <summary>Decadic logarithm of a positive number.</summary>
    public static double Log10(double value) => Ln(value) / Ln10;

    ulong Next() => Mixed(state += 0x9E37_79B9_7F4A_7C15);

    static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>2 artanh((m - 1) / (m + 1)) of the mantissa, and the exponent; right to ten digits.</summary>
    static double Ln(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1022;
        var mantissa = BitConverter.UInt64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FE0_0000_0000_0000);
        if (mantissa < 0.75) (mantissa, exponent) = (mantissa * 2, exponent - 1);

        var z = (mantissa - 1) / (mantissa + 1);
        var square = z * z;
        var series = 1 + (square * ((1.0 / 3) + (square * ((1.0 / 5) + (square * ((1.0 / 7) + (square * ((1.0 / 9) + (square / 11)))))))));
        return (2 * z * series) + (exponent * Ln2);
    }
}

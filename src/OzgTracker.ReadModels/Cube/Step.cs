using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A change of a cell in eight bytes: from a day on its value is this, as known since a position.</summary>
/// <remarks>
/// Day (16 bits, from 1990), position (36 bits), level code (5), evidence (2), verification (2), three to spare. Steps compare as numbers: by day, then by
/// position. So the last step of a cell that is not after a day, and not known later than asked, is the value on that day.
/// </remarks>
readonly record struct Step(ulong Bits)
{
    /// <summary>The log ends here for the cube: 68 thousand million events.</summary>
    public const long LastPosition = (1L << 36) - 1;

    const int DayShift = 48, PositionShift = 12, LevelShift = 4, EvidenceShift = 2;

    public static Step Of(int day, long position, byte level, EvidenceState evidence, Verification verification) => position is >= 0 and <= LastPosition
        ? new(((ulong)day << DayShift) | ((ulong)position << PositionShift) | ((ulong)level << LevelShift) | ((ulong)evidence << EvidenceShift) | (ulong)verification)
        : throw new InvalidOperationException($"Position {position} is beyond {LastPosition}, the last that the cube can hold.");

    public int Day => (int)(Bits >> DayShift);

    public long Position => (long)(Bits >> PositionShift) & LastPosition;

    public byte Level => (byte)((Bits >> LevelShift) & 31);

    public EvidenceState Evidence => (EvidenceState)((Bits >> EvidenceShift) & 3);

    public Verification Verification => (Verification)(Bits & 3);

    /// <summary>Steps below it are not after the day.</summary>
    public static ulong EndOf(int day) => day >= CubeDay.Last ? ulong.MaxValue : (ulong)(day + 1) << DayShift;
}

/// <summary>What a cell says, in five bits: a level, or why there is none.</summary>
static class LevelCode
{
    /// <summary>Codes from 0 to 19 are levels.</summary>
    public const int Levels = 20;

    /// <summary>Nothing in this maturity model, but a level in another one: the unit is competent.</summary>
    public const byte SaidElsewhere = 28;

    /// <summary>Reported, but the policy cannot tell a level.</summary>
    public const byte NoLevel = 29;

    public const byte NotCompetent = 30;

    public const byte Unreported = 31;

    public const int Count = 32;

    /// <summary>Every code at its own place.</summary>
    public static ReadOnlySpan<byte> All =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    public static byte Of(CellStatus status, int? level) => status switch
    {
        CellStatus.Reported => level is { } known ? (byte)known : NoLevel,
        CellStatus.NotCompetent => NotCompetent,
        _ => Unreported,
    };

    public static bool IsLevel(byte code) => code < Levels;
}

/// <summary>Days as the cube counts them.</summary>
static class CubeDay
{
    public const int Last = ushort.MaxValue;

    static readonly int First = new DateOnly(1990, 1, 1).DayNumber;

    /// <summary>Days outside of 1990 to 2169 become the nearest one inside; the log has none.</summary>
    public static int Of(DateOnly day) => Math.Clamp(day.DayNumber - First, 0, Last);

    public static DateOnly ToDate(int day) => DateOnly.FromDayNumber(First + day);
}

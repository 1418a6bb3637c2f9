namespace OzgTracker.Domain.Municipalities;

/// <summary>A class of units of similar size, by inhabitants.</summary>
/// <param name="Code">As in the API, e. g. <c>500-999</c>.</param>
/// <param name="From">First number of inhabitants in it.</param>
/// <param name="To">Last number of inhabitants in it.</param>
public sealed record SizeClass(string Code, int From, int To)
{
    /// <summary>All ten, smallest first; they leave no number out.</summary>
    public static IReadOnlyList<SizeClass> All { get; } =
    [
        new("<500", 0, 499),
        new("500-999", 500, 999),
        new("1000-1999", 1_000, 1_999),
        new("2000-4999", 2_000, 4_999),
        new("5000-9999", 5_000, 9_999),
        new("10000-19999", 10_000, 19_999),
        new("20000-49999", 20_000, 49_999),
        new("50000-99999", 50_000, 99_999),
        new("100000-499999", 100_000, 499_999),
        new(">=500000", 500_000, int.MaxValue),
    ];

    /// <summary>The class of a number of inhabitants.</summary>
    public static SizeClass Of(int population) => All.First(size => population <= size.To);

    /// <summary>The class with a code; null for any other text.</summary>
    public static SizeClass? Find(string? code) => All.FirstOrDefault(size => size.Code == code);
}

namespace OzgTracker.Testing;

/// <summary>Territorial changes that really happened, with their real areas where they are known and neighbours whose areas drift.</summary>
public static class TerritorialCases
{
    public static readonly DateOnly Before = new(2023, 11, 30), After = new(2025, 8, 31);

    /// <summary>Ids of the eleven that became Uder.</summary>
    public static IReadOnlyList<string> OldUder { get; } =
    [
        "16061001", "16061007", "16061014", "16061026", "16061057", "16061068", "16061082", "16061083", "16061089", "16061097", "16061112",
    ];

    public const string NewUder = "16061119", Rodeberg = "16064055", Muehlhausen = "16064046", Dingelstaedt = "16061118", Hallungen = "16063037", Suedeichsfeld = "16064074";

    /// <summary>Their areas sum to the 5,780 ha of the new Uder.</summary>
    static readonly int[] OldUderAreas = [386, 551, 405, 627, 318, 702, 268, 455, 760, 941, 367];

    /// <summary>Thüringen before: Uder and ten others in one Verwaltungsgemeinschaft, Rodeberg, Hallungen, Berga and Wünschendorf.</summary>
    public static IReadOnlyList<Place> ThuringiaBefore { get; } =
    [
        .. OldUder.Select((ags, number) => new Place($"160615009{ags[5..]}", ags == "16061097" ? "Uder" : $"Alt-Uder {number}", OldUderAreas[number])),
        new("160610045045", "Heilbad Heiligenstadt, Stadt", 7_107, 17_000, "63"),
        new("160610118118", "Dingelstädt, Stadt", 10_747, 6_500, "63"),
        new("160635001037", "Hallungen", 564, 180),
        new("160635001103", "Frankenroda", 611, 250),
        new("160640046046", "Mühlhausen/Thüringen, Stadt", 13_552, 36_000, "63"),
        new("160645052055", "Rodeberg", 2_668, 2_000),
        new("160645052074", "Südeichsfeld", 5_836, 6_300),
        new("160760004004", "Berga/Elster, Stadt", 4_373, 3_200, "63"),
        new("160765012084", "Wünschendorf/Elster", 1_929, 2_700),
        new("160765012022", "Greiz, Stadt", 8_400, 20_000, "63"),
    ];

    /// <summary>Thüringen after; the Verwaltungsgemeinschaft of Rodeberg and Südeichsfeld is gone, areas of neighbours have drifted.</summary>
    public static IReadOnlyList<Place> ThuringiaAfter { get; } =
    [
        new("160615051119", "Uder", 5_780, 6_134),
        new("160610045045", "Heilbad Heiligenstadt, Stadt", 7_111, 17_010, "63"),
        new("160610118118", "Dingelstädt, Stadt", 11_864, 12_200, "63"),
        new("160635001103", "Frankenroda", 608, 251),
        new("160640046046", "Mühlhausen/Thüringen, Stadt", 15_103, 36_300, "63"),
        new("160640074074", "Südeichsfeld", 6_400, 6_410),
        new("160760094094", "Berga-Wünschendorf, Stadt", 6_302, 5_840, "63"),
        new("160765012022", "Greiz, Stadt", 8_405, 19_900, "63"),
    ];
}

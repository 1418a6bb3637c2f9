namespace OzgTracker.Intake.Tests.Gv100ad;

/// <summary>Lines of GV100AD after the official record description, made for one Land with a Kreis, a Verband and two Gemeinden.</summary>
static class Gv100adLines
{
    public const string Day = "20250831";

    public static string State { get; } = Head("10", "12", "Brandenburg", "Potsdam").PadRight(220);
    public static string Region { get; } = Head("20", "120", "früher: Regierungsbezirk", "").PadRight(220);
    public static string District { get; } = Coded("40", "12066", "Oberspreewald-Lausitz", "Senftenberg", "44");
    public static string Association { get; } = Coded("50", "12066   5601", "Altdöbern", "Altdöbern", "51");
    public static string Redundant { get; } = Coded("50", "12066   0052", "Calau/Kalawa, Stadt", "", "50");
    public static string Town { get; } = Municipality("120660520052", "Calau/Kalawa, Stadt", "63", 16_262, 7_641, "03205");
    public static string Village { get; } = Municipality("120660085601", "Altdöbern", "64", 6_035, 2_367, "03229");

    /// <summary>A file without faults: 1 Land, 1 Kreis, 1 Verband, 2 Gemeinden.</summary>
    public static string[] Whole { get; } = [State, District, Redundant, Town, Association, Village];

    public static string Coded(string satzart, string key, string name, string seat, string code) =>
        (Head(satzart, key, name, seat) + code).PadRight(220);

    public static string Municipality(string key, string name, string code, int areaHa, int population, string postalCode) =>
        (Head("60", key, name, "") + $"{code}    {areaHa:D11}{population:D11}{population / 2:D11}    {postalCode,-5}*****").PadRight(220);

    /// <summary>A whole file with one line in another form.</summary>
    public static string[] With(string line, string instead) => [.. Whole.Select(whole => whole == line ? instead : whole)];

    static string Head(string satzart, string key, string name, string seat) => $"{satzart}{Day}{key,-12}{name,-50}{seat,-50}";
}

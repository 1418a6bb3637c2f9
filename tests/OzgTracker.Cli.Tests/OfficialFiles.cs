namespace OzgTracker.Cli.Tests;

/// <summary>Small files in the official formats.</summary>
static class OfficialFiles
{
    /// <summary>Land, Kreis, Verband and two Gemeinden.</summary>
    public static IReadOnlyList<string> Municipalities { get; } =
    [
        Head("10", "12", "Brandenburg", "Potsdam"),
        Coded("40", "12066", "Oberspreewald-Lausitz", "44"),
        Gemeinde("120660520052", "Calau/Kalawa, Stadt", "63"),
        Coded("50", "12066   5601", "Altdöbern", "51"),
        Gemeinde("120660085601", "Altdöbern", "64"),
    ];

    public static IReadOnlyList<string> Services { get; } =
    [
        "ozg_id,name,themenfeld,lage,lage_typ,typen,typ_verteilung,vollzug_kommunal,leika_anzahl,leika_ohne_schluessel,sdg1_anzahl,sdg2_anzahl,leika_ids",
        "10000,Elterngeld,Familie & Kind,Geburt,Lebenslage,2/3,2/3:1,moeglich,1,0,1,0,99041006000000",
        "10001,Erklärung zur Vaterschafts-/Mutterschaftsanerkennung,Familie & Kind,Geburt,Lebenslage,2/3,2/3:1,moeglich,1,0,1,0,99133001000000",
    ];

    /// <summary>So many services that every Gemeinde executes.</summary>
    public static IEnumerable<string> WithServices(int count) =>
        [Services[0], .. Enumerable.Range(10_000, count).Select(id => $"{id},Leistung {id},Familie & Kind,Geburt,Lebenslage,2/3,2/3:1,moeglich,1,0,1,0,99{id:D12}")];

    public static IReadOnlyList<string> Leika { get; } =
    [
        "leika_id,leika_id_roh,name,ozg_id,ozg_name,typ,rechtsgebiet_gesetze,gesetz_kurz,leistungsgruppe,leistungskennung,verrichtungskennung,verrichtungsdetail,sdg1,sdg2",
        "99041006000000,,Elterngeld,10000,Elterngeld,2/3,,,041,006,000,000,1,0",
        "99133001000000,,Vaterschaftsanerkennung,10001,Erklärung zur Vaterschafts-/Mutterschaftsanerkennung,2/3,,,133,001,000,000,1,0",
    ];

    /// <summary>One Land with a Kreis of so many Gemeinden.</summary>
    public static IEnumerable<string> WithGemeinden(int count) =>
    [
        Head("10", "12", "Brandenburg", "Potsdam"),
        .. Enumerable.Range(0, 1 + ((count - 1) / 999)).Select(kreis => Coded("40", $"12{kreis:D3}", $"Kreis {kreis}", "44")),
        .. Enumerable.Range(0, count).Select(i => Gemeinde($"12{i / 999:D3}{(i % 999) + 1:D3}0{(i % 999) + 1:D3}", $"Gemeinde {i}", "64")),
    ];

    public static string Gemeinde(string key, string name, string code) =>
        (Head("60", key, name, "")[..122] + $"{code}    {2_367:D11}{6_035:D11}{3_000:D11}    03229*****").PadRight(220);

    static string Coded(string satzart, string key, string name, string code) => (Head(satzart, key, name, "")[..122] + code).PadRight(220);

    static string Head(string satzart, string key, string name, string seat) => $"{satzart}20250831{key,-12}{name,-50}{seat,-50}".PadRight(220);
}

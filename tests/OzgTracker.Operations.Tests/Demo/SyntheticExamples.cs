using System.Globalization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Intake;
using OzgTracker.Operations.Demo;
using OzgTracker.Testing;

namespace OzgTracker.Operations.Tests.Demo;

/// <summary>Units and services to invent histories for.</summary>
static class SyntheticExamples
{
    public static IReadOnlyList<SyntheticService> Services { get; } = [.. Enumerable.Range(10_000, 60).Select(number => Service(number))];

    public static SyntheticService Service(int number, int leikaServices = 4, params IReadOnlyList<string> types) => new(
        OzgId.Parse(number.ToString(CultureInfo.InvariantCulture)), types is [] ? ["2/3"] : types, [.. Enumerable.Range(0, leikaServices).Select(Leika)]);

    /// <summary>A Gemeinde with a number of its own in its Land.</summary>
    public static SyntheticUnit Gemeinde(int number, int population, int state = 12, UnitDesignation designation = UnitDesignation.Gemeinde) => new(
        UnitId.Parse(string.Create(CultureInfo.InvariantCulture, $"{state:00}{number:000000}")), UnitKind.Gemeinde, designation, null,
        StateCode.Parse(state.ToString("00", CultureInfo.InvariantCulture)), population);

    public static SyntheticUnit Kreis { get; } = new(UnitId.Parse("01051"), UnitKind.Kreis, UnitDesignation.Kreis, null, StateCode.Parse("01"), 135_000);

    public static async Task<(IReadOnlyList<SyntheticUnit> Units, IReadOnlyList<SyntheticService> Services)> Official()
    {
        await using var municipalities = OfficialData.Open("GV100AD_31082025.txt");
        await using var catalogue = OfficialData.Open("ozg-leistungen.csv");
        var units = await Gv100adReader.Read(municipalities);
        var services = await ServiceCatalogueReader.Read(catalogue);
        return (
            [
                .. units.Rows.Where(row => row.Kind != UnitKind.Gemeindefrei)
                    .Select(row => new SyntheticUnit(row.Id, row.Kind, row.Designation, row.Association, row.State, row.Population)),
            ],
            [.. services.Rows.Select(row => new SyntheticService(row.OzgId, row.Types, row.LeikaIds))]);
    }

    static LeikaId Leika(int number) => LeikaId.Parse(string.Create(CultureInfo.InvariantCulture, $"99{number:000000000000}"));
}

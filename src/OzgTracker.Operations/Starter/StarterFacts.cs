using System.Globalization;
using System.Text;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Operations.Starter;

/// <summary>The reference facts of the starter set, read from the tables inside the program.</summary>
static class StarterFacts
{
    /// <summary>Populations of 31.12.2024 (Destatis).</summary>
    static readonly DateOnly AsOf = new(2024, 12, 31);

    public static IReadOnlyList<(UnitId Id, UnitFacts Facts)> Units { get; } = [.. Municipalities(), .. Districts()];

    public static IReadOnlyList<(OzgId Id, ServiceFacts Facts)> Services { get; } = [.. Catalogue()];

    static IEnumerable<(UnitId, UnitFacts)> Municipalities()
    {
        foreach (var field in Table("municipalities.csv"))
        {
            var ags = Ags.Parse(field[0]);
            var designation = !ags.IsDistrictFree ? UnitDesignation.Stadt
                : ags.State.Value == "08" ? UnitDesignation.Stadtkreis : UnitDesignation.KreisfreieStadt;
            yield return (UnitId.Parse(field[0]), new UnitFacts(
                UnitKind.Gemeinde, field[2], field[2], designation, ags, Ars.Parse(field[1]), ags.District, null, Number(field[3]), null, AsOf));
        }
    }

    static IEnumerable<(UnitId, UnitFacts)> Districts()
    {
        foreach (var field in Table("districts.csv"))
        {
            var designation = field[0].StartsWith("05", StringComparison.Ordinal) ? UnitDesignation.Kreis : UnitDesignation.Landkreis;
            yield return (UnitId.Parse(field[0]), new UnitFacts(
                UnitKind.Kreis, field[1], field[1], designation, null, Ars.Padded(field[0]), field[0], null, Number(field[2]), null, AsOf));
        }
    }

    static IEnumerable<(OzgId, ServiceFacts)> Catalogue()
    {
        foreach (var field in Table("services.csv"))
        {
            var types = field[5].Split(", ");
            var execution = types.Contains("5") ? MunicipalExecution.Yes
                : types.Contains("2/3") || types.Contains("4") ? MunicipalExecution.Possible : MunicipalExecution.No;
            var kind = field[4] == "Lebenslage" ? SituationKind.Lebenslage : SituationKind.Unternehmenslage;
            yield return (OzgId.Parse(field[0]), new ServiceFacts(field[1], new Classification(field[2], field[3], kind, types, execution)));
        }
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static IEnumerable<string[]> Table(string name)
    {
        using var reader = new StreamReader(typeof(StarterFacts).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line) yield return line.Split(';');
    }
}

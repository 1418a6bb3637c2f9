using System.Text.Json;
using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests.Commands;

/// <summary>GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025; catalogue and LeiKa of 2019 by BMI and FIM.</summary>
[Category("OfficialData")]
public sealed class OfficialImportTests : CliFixture
{
    /// <summary>Ten times what it takes on an idle machine of two cores: other assemblies are tested at the same time.</summary>
    const double MostSeconds = 85;

    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    [Test]
    public async Task All_municipalities_of_germany_are_taken_in_once()
    {
        var file = OfficialData.PathOf("GV100AD_31082025.txt");

        var first = (await Ozg.Run("import", "municipalities", file, "--json")).Json;
        var second = (await Ozg.Run("import", "municipalities", file, "--json")).Json.GetProperty("report");

        var figures = first.GetProperty("report").GetProperty("figures");
        Assert.That(Number(figures, "municipalities"), Is.EqualTo(10_751));
        Assert.That(Number(figures, "districts"), Is.EqualTo(294));
        Assert.That(Number(figures, "associations"), Is.EqualTo(1_203));
        Assert.That(Number(figures, "unincorporatedAreas"), Is.EqualTo(201));
        Assert.That(Number(figures, "population"), Is.EqualTo(83_577_140));
        Assert.That(first.GetProperty("seconds").GetDouble(), Is.LessThan(MostSeconds));
        Assert.That((Number(second, "events"), Number(second, "unchanged")), Is.EqualTo((0, 12_449)));
        Assert.That(await Ozg.Scalar("select count(*) || ' ' || sum(population) filter (where ags is not null) from read.municipality"), Is.EqualTo("12449 83577140"));
    }

    [Test]
    public async Task The_catalogue_and_its_leika_services_are_taken_in_once()
    {
        var (services, leika) = (OfficialData.PathOf("ozg-leistungen.csv"), OfficialData.PathOf("leika-leistungen.csv"));

        var first = (await Ozg.Run("import", "services", services, "--json")).Json.GetProperty("report");
        var bundles = (await Ozg.Run("import", "leika", leika, "--json")).Json.GetProperty("report");
        var again = new[] { (await Ozg.Run("import", "services", services, "--json")).Json, (await Ozg.Run("import", "leika", leika, "--json")).Json };

        Assert.That((Number(first, "added"), Number(bundles, "changed")), Is.EqualTo((557, 533)));
        Assert.That(again.Select(answer => Number(answer.GetProperty("report"), "events")), Is.All.Zero);
        Assert.That((await Ozg.Count("read.service"), await Ozg.Count("read.leika_service")), Is.EqualTo((557L, 4_797L)));
    }

    static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();
}

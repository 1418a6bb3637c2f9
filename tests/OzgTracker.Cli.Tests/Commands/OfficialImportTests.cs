using System.Text.Json;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;
using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests.Commands;

/// <summary>GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025; catalogue and LeiKa of 2019 by BMI and FIM.</summary>
/// <remarks>All of Germany is imported once; what a test adds to it is nothing that another one asks for.</remarks>
[Category("OfficialData")]
public sealed class OfficialImportTests
{
    /// <summary>Ten times what it takes on an idle machine of two cores: other assemblies are tested at the same time.</summary>
    const double MostSeconds = 85;

    const string ByKreis = "10439", ByVerband = "10124", ByGemeinde = "10177", ByNobody = "10092", ByDefault = "10000";

    static readonly DateOnly Day = new(2026, 11, 22);

    static readonly string[] Table =
    [
        "ozg_id;land;executed_by;valid_from",
        $"{ByKreis};*;Kreis;2020-01-01", $"{ByVerband};*;Gemeindeverband;2020-01-01", $"{ByGemeinde};*;Gemeinde;2020-01-01", $"{ByNobody};*;;2020-01-01",
    ];

    Ozg ozg = null!;
    string municipalities = "", services = "";
    JsonElement ofMunicipalities, ofServices;

    [OneTimeSetUp]
    public async Task Import()
    {
        (municipalities, services) = (OfficialData.PathOf("GV100AD_31082025.txt"), OfficialData.PathOf("ozg-leistungen.csv"));
        ozg = await Ozg.OnEmptyDatabase();
        ofMunicipalities = (await ozg.Run("import", "municipalities", municipalities, "--json")).Json;
        ofServices = (await ozg.Run("import", "services", services, "--json")).Json;
    }

    [OneTimeTearDown]
    public async Task DropDatabase()
    {
        if (ozg is not null) await ozg.DisposeAsync();
    }

    [Test]
    public async Task All_municipalities_of_germany_are_taken_in_once()
    {
        var second = (await ozg.Run("import", "municipalities", municipalities, "--json")).Json.GetProperty("report");

        var figures = ofMunicipalities.GetProperty("report").GetProperty("figures");
        Assert.That(Number(figures, "municipalities"), Is.EqualTo(10_751));
        Assert.That(Number(figures, "districts"), Is.EqualTo(294));
        Assert.That(Number(figures, "associations"), Is.EqualTo(1_203));
        Assert.That(Number(figures, "unincorporatedAreas"), Is.EqualTo(201));
        Assert.That(Number(figures, "population"), Is.EqualTo(83_577_140));
        Assert.That(ofMunicipalities.GetProperty("seconds").GetDouble(), Is.LessThan(MostSeconds));
        Assert.That((Number(second, "events"), Number(second, "unchanged")), Is.EqualTo((0, 12_449)));
        Assert.That(await ozg.Scalar("select count(*) || ' ' || sum(population) filter (where ags is not null) from read.municipality"), Is.EqualTo("12449 83577140"));
    }

    [Test]
    public async Task The_catalogue_and_its_leika_services_are_taken_in_once()
    {
        var leika = OfficialData.PathOf("leika-leistungen.csv");

        var bundles = (await ozg.Run("import", "leika", leika, "--json")).Json.GetProperty("report");
        var again = new[] { (await ozg.Run("import", "services", services, "--json")).Json, (await ozg.Run("import", "leika", leika, "--json")).Json };

        Assert.That((Number(ofServices.GetProperty("report"), "added"), Number(bundles, "changed")), Is.EqualTo((557, 533)));
        Assert.That(again.Select(answer => Number(answer.GetProperty("report"), "events")), Is.All.Zero);
        Assert.That((await ozg.Count("read.service"), await ozg.Count("read.leika_service")), Is.EqualTo((557L, 4_797L)));
    }

    /// <summary>400 = 294 Kreise and 106 kreisfreie Städte; 4,389 = 1,203 Verbände and the 3,186 Gemeinden that belong to none.</summary>
    [Test]
    public async Task All_of_germany_has_the_executors_that_official_totals_tell()
    {
        var answer = await ozg.Run("import", "competences", ozg.FileOf(Table), "--quiet");
        Assert.That((answer.ExitCode, answer.Error), Is.EqualTo((0, "")));

        var inSql = await ozg.Scalar($"""
            with asked (day) as (values (date '2026-11-22'))
            select string_agg(ozg_id || ' ' || units, ', ' order by ozg_id)
              from (select ozg_id, count(*) as units
                      from ({CompetenceSql.Competent}) as competent
                     where ozg_id in ('{ByKreis}', '{ByVerband}', '{ByGemeinde}', '{ByNobody}', '{ByDefault}')
                     group by ozg_id) as counted
            """);
        Assert.That(inSql, Is.EqualTo($"{ByDefault} 10751, {ByVerband} 4389, {ByGemeinde} 10751, {ByKreis} 400"));

        await using var store = ozg.OpenStore();
        using var registry = new Registry(store.DataSource, TimeProvider.System);
        var book = await registry.Competence(CancellationToken.None);
        Assert.That(
            ((string[])[ByDefault, ByVerband, ByGemeinde, ByKreis, ByNobody]).Select(service => book.CompetentUnits(service, null, Day).Count()),
            Is.EqualTo((int[])[10_751, 4_389, 10_751, 400, 0]));
        var gemeinden = (string[])(await ozg.Scalar("select array_agg(id) from read.municipality where kind = 'gemeinde'"))!;
        foreach (var service in (string[])[ByKreis, ByVerband, ByGemeinde])
            Assert.That(gemeinden.Where(id => ServedBy(book, id, service).Count() != 1), Is.Empty, service);
    }

    /// <summary>Who executes a service for a place; each of them must do so by its own standing.</summary>
    static IEnumerable<UnitId> ServedBy(CompetenceBook book, string id, string service)
    {
        var standing = book.StandingOf(id, service, Day) ?? default(Standing);
        return standing.IsCompetent ? [UnitId.Parse(id)] : standing.CoveredBy.Where(above => book.StandingOf(above.Value, service, Day) is { IsCompetent: true });
    }

    static int Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt32();
}

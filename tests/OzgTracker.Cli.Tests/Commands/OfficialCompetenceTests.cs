using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;
using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests.Commands;

/// <summary>GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025; catalogue of 2019 by BMI and FIM.</summary>
[Category("OfficialData")]
public sealed class OfficialCompetenceTests : CliFixture
{
    const string ByKreis = "10439", ByVerband = "10124", ByGemeinde = "10177", ByNobody = "10092", ByDefault = "10000";

    static readonly DateOnly Day = new(2026, 11, 22);

    static readonly string[] Table =
    [
        "ozg_id;land;executed_by;valid_from",
        $"{ByKreis};*;Kreis;2020-01-01", $"{ByVerband};*;Gemeindeverband;2020-01-01", $"{ByGemeinde};*;Gemeinde;2020-01-01", $"{ByNobody};*;;2020-01-01",
    ];

    private protected override Task<Ozg> Open() => Ozg.OnEmptyDatabase();

    /// <summary>400 = 294 Kreise and 106 kreisfreie Städte; 4,389 = 1,203 Verbände and the 3,186 Gemeinden that belong to none.</summary>
    [Test]
    public async Task All_of_germany_has_the_executors_that_official_totals_tell()
    {
        var (municipalities, services) = (OfficialData.PathOf("GV100AD_31082025.txt"), OfficialData.PathOf("ozg-leistungen.csv"));
        await Ozg.Run("import", "municipalities", municipalities, "--quiet");
        await Ozg.Run("import", "services", services, "--quiet");
        var answer = await Ozg.Run("import", "competences", Ozg.FileOf(Table), "--quiet");
        Assert.That((answer.ExitCode, answer.Error), Is.EqualTo((0, "")));

        var inSql = await Ozg.Scalar($"""
            with asked (day) as (values (date '2026-11-22'))
            select string_agg(ozg_id || ' ' || units, ', ' order by ozg_id)
              from (select ozg_id, count(*) as units
                      from ({CompetenceSql.Competent}) as competent
                     where ozg_id in ('{ByKreis}', '{ByVerband}', '{ByGemeinde}', '{ByNobody}', '{ByDefault}')
                     group by ozg_id) as counted
            """);
        Assert.That(inSql, Is.EqualTo($"{ByDefault} 10751, {ByVerband} 4389, {ByGemeinde} 10751, {ByKreis} 400"));

        await using var store = Ozg.OpenStore();
        using var registry = new Registry(store.DataSource, TimeProvider.System);
        var book = await registry.Competence(CancellationToken.None);
        Assert.That(
            ((string[])[ByDefault, ByVerband, ByGemeinde, ByKreis, ByNobody]).Select(service => book.CompetentUnits(service, null, Day).Count()),
            Is.EqualTo((int[])[10_751, 4_389, 10_751, 400, 0]));
        var gemeinden = (string[])(await Ozg.Scalar("select array_agg(id) from read.municipality where kind = 'gemeinde'"))!;
        foreach (var service in (string[])[ByKreis, ByVerband, ByGemeinde])
            Assert.That(gemeinden.Where(id => ServedBy(book, id, service).Count() != 1), Is.Empty, service);
    }

    /// <summary>Who executes a service for a place; each of them must do so by its own standing.</summary>
    static IEnumerable<UnitId> ServedBy(CompetenceBook book, string id, string service)
    {
        var standing = book.StandingOf(id, service, Day) ?? default(Standing);
        return standing.IsCompetent ? [UnitId.Parse(id)] : standing.CoveredBy.Where(above => book.StandingOf(above.Value, service, Day) is { IsCompetent: true });
    }
}

using System.Globalization;
using System.Text.Json;
using OzgTracker.ReadModels;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Api.Tests.Municipalities;

/// <summary>Thüringen before and after Uder, Rodeberg, Hallungen and Berga-Wünschendorf, over HTTP.</summary>
public sealed class TerritorialChangeTests : TerritorialFixture
{
    const string DayBefore = "?asOf=2025-08-30";
    const string Day = "?asOf=2025-08-31";

    string beforeTheChange = "";

    [OneTimeSetUp]
    public async Task Import()
    {
        await Import(Before, ThuringiaBefore);
        beforeTheChange = (await GetJson("/v1/municipalities/16061097")).ToString();
        await Import(After, ThuringiaAfter);
    }

    [Test]
    public void Before_the_change_a_unit_has_neither_end_nor_successors()
    {
        var uder = JsonDocument.Parse(beforeTheChange).RootElement;

        Assert.That((uder.Text("name"), uder.IsNull("dissolvedOn"), uder.IsNull("validTo")), Is.EqualTo(("Uder", true, true)));
        Assert.That((uder.GetProperty("successors").GetArrayLength(), uder.GetProperty("predecessors").GetArrayLength()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task An_old_key_answers_with_its_successor()
    {
        var uder = await GetJson("/v1/municipalities/16061097");

        Assert.That((uder.Text("id"), uder.Text("dissolvedOn"), uder.Text("validTo")), Is.EqualTo(("16061097", "2025-08-31", "2025-08-30")));
        Assert.That(Related(uder, "successors"), Is.EqualTo((string[])["16061119 Uder 1 2025-08-31"]));
    }

    [Test]
    public async Task An_old_ARS_answers_too()
    {
        Assert.That((await GetJson("/v1/municipalities/160615009097")).Text("id"), Is.EqualTo("16061097"));
        Assert.That((await GetJson("/v1/municipalities/160645052074")).Text("ars"), Is.EqualTo("160640074074"));
    }

    [Test]
    public async Task A_new_unit_names_all_its_predecessors()
    {
        var uder = await GetJson("/v1/municipalities/16061119");

        Assert.That((uder.Text("validFrom"), uder.IsNull("dissolvedOn")), Is.EqualTo(("2025-08-31", true)));
        Assert.That(uder.GetProperty("predecessors").EnumerateArray().Select(unit => unit.Text("id")), Is.EqualTo(OldUder));
    }

    [Test]
    public async Task A_unit_that_was_divided_names_both_parts()
    {
        Assert.That(
            Related(await GetJson("/v1/municipalities/16064055"), "successors"),
            Is.EqualTo((string[])["16064046 Mühlhausen/Thüringen 0.5813 2025-08-31", "16061118 Dingelstädt 0.4187 2025-08-31"]));
        Assert.That(Related(await GetJson("/v1/municipalities/16061118"), "predecessors"), Is.EqualTo((string[])["16064055 Rodeberg 0.4187 2025-08-31"]));
    }

    [Test]
    public async Task A_unit_that_crossed_the_border_of_a_Kreis_is_found_from_both_sides()
    {
        Assert.That(Related(await GetJson("/v1/municipalities/16063037"), "successors"), Is.EqualTo((string[])["16064074 Südeichsfeld 1 2025-08-31"]));
        Assert.That(Related(await GetJson("/v1/municipalities/16064074"), "predecessors"), Is.EqualTo((string[])["16063037 Hallungen 1 2025-08-31"]));
    }

    [Test]
    public async Task On_the_day_before_a_unit_has_the_facts_of_then()
    {
        var before = await GetJson("/v1/municipalities/16064074" + DayBefore);
        var on = await GetJson("/v1/municipalities/16064074" + Day);

        Assert.That((before.Text("ars"), before.Text("association"), before.Number("population")), Is.EqualTo(("160645052074", "160645052", 6_300L)));
        Assert.That((on.Text("ars"), on.IsNull("association"), on.Number("population")), Is.EqualTo(("160640074074", true, 6_410L)));
        Assert.That((await GetJson("/v1/municipalities/160640074074" + DayBefore)).Text("ars"), Is.EqualTo("160645052074"));
    }

    [Test]
    public async Task On_the_day_before_an_old_unit_is_there_and_a_new_one_is_not()
    {
        Assert.That((await GetJson("/v1/municipalities/16061097" + DayBefore)).Text("name"), Is.EqualTo("Uder"));
        Assert.That((await GetJson("/v1/municipalities/16061097" + Day)).Text("dissolvedOn"), Is.EqualTo("2025-08-31"));
        var problem = await AssertProblem(await App.Anonymous.GetAsync("/v1/municipalities/16061119" + DayBefore), 404, "unknown-municipality");
        Assert.That(problem.Text("detail"), Does.Contain("2025-08-31").And.Contain("16061097"));
    }

    [TestCase("district=16064&kind=gemeinde", new[] { Muehlhausen, Suedeichsfeld })]
    [TestCase("district=16064&kind=gemeinde&asOf=2025-08-31", new[] { Muehlhausen, Suedeichsfeld })]
    [TestCase("district=16064&kind=gemeinde&asOf=2025-08-30", new[] { Muehlhausen, Rodeberg, Suedeichsfeld })]
    [TestCase("association=160645052", new string[0])]
    [TestCase("association=160645052&asOf=2025-08-30", new[] { Rodeberg, Suedeichsfeld, "160645052" })]
    [TestCase("q=hallungen", new string[0])]
    [TestCase("q=hallungen&asOf=2024-06-30", new[] { Hallungen })]
    [TestCase("q=uder&kind=gemeinde", new[] { NewUder })]
    [TestCase("q=160645052074&asOf=2025-08-30", new[] { Suedeichsfeld })]
    [TestCase("district=16076&kind=gemeinde&sizeClass=5000-9999", new[] { "16076094" })]
    [TestCase("district=16076&kind=gemeinde&sizeClass=5000-9999&asOf=2025-08-30", new string[0])]
    public async Task A_list_means_the_day_that_was_asked_for(string query, string[] expected) =>
        Assert.That((await Items("/v1/municipalities?state=16&" + query)).Texts("id"), Is.EqualTo(expected));

    [Test]
    public async Task Länder_and_Kreise_count_those_that_exist()
    {
        var thuringia = (await Items("/v1/states"))[15];

        Assert.That((thuringia.Text("state"), thuringia.Number("municipalities")), Is.EqualTo(("16", 8L)));
        Assert.That(thuringia.Number("population"), Is.EqualTo(ThuringiaAfter.Sum(place => place.Population)));
    }

    [Test]
    public async Task The_registry_knows_who_ended_and_who_came_before()
    {
        using var registry = new Registry(App.Store.DataSource, TimeProvider.System);

        var rodeberg = await registry.FindUnit(Rodeberg, CancellationToken.None);
        var suedeichsfeld = await registry.FindUnit("160645052074", CancellationToken.None);
        var uder = await registry.FindUnit(NewUder, CancellationToken.None);

        Assert.That((rodeberg!.DissolvedOn, string.Join(' ', rodeberg.Successors)), Is.EqualTo(((DateOnly?)After, $"{Muehlhausen} {Dingelstaedt}")));
        Assert.That((suedeichsfeld!.Id.Value, suedeichsfeld.District, suedeichsfeld.DissolvedOn), Is.EqualTo((Suedeichsfeld, "16064", null as DateOnly?)));
        Assert.That(registry.PredecessorsOf(uder!.Id).Select(unit => (unit.Id.Value, unit.Share, unit.Since)), Is.EqualTo(OldUder.Select(id => (id, 1m, After))));
        Assert.That(registry.PredecessorsOf(rodeberg.Id), Is.Empty);
    }

    static string[] Related(JsonElement unit, string member) => [.. unit.GetProperty(member).EnumerateArray()
        .Select(other => $"{other.Text("id")} {other.Text("name")} {other.GetProperty("share").GetDecimal().ToString(CultureInfo.InvariantCulture)} {other.Text("since")}")];
}

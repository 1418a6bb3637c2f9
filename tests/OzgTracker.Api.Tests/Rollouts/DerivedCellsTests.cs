using System.Text.Json;
using OzgTracker.Api.Tests.Municipalities;
using static OzgTracker.Testing.ReferenceData;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>Mergers and splits as the cells see them: before, after, on the day before, and their end at the first own report.</summary>
public sealed class DerivedCellsTests : TerritorialFixture
{
    const string DayBefore = "?asOf=2025-08-30";

    [OneTimeSetUp]
    public async Task MergeAndSplit()
    {
        await Import(Before, ThuringiaBefore);
        await Report(OldUder[0], Residence, new { level = 3, validOn = "2024-01-01" });
        await Report(OldUder[1], Residence, new { level = 2, validOn = "2024-02-01" });
        await Report(OldUder[0], Passport, new { level = 4, validOn = "2024-01-01" });
        await Report(Rodeberg, Residence, new { level = 1, validOn = "2024-01-01" });
        await Report(Hallungen, Residence, new { level = 3, validOn = "2024-01-01" });
        await Report(Suedeichsfeld, Residence, new { level = 2, validOn = "2024-01-01" });
        await Import(After, ThuringiaAfter);
        await GetJson(CellUrl(NewUder, Residence));   // nobody has asked for it yet, so the registry looks at the tables
    }

    [Test]
    public async Task A_merged_unit_shows_the_lowest_level_of_its_predecessors()
    {
        var cell = await GetJson(CellUrl(NewUder, Residence));

        Assert.That((cell.Text("status"), cell.Number("level"), cell.GetProperty("conform").GetBoolean()), Is.EqualTo(("derived", 2L, false)));
        Assert.That(Strings(cell, "derivedFrom"), Is.EqualTo((string[])[OldUder[0], OldUder[1]]));
        Assert.That((cell.Number("version"), cell.IsNull("coveredBy")), Is.EqualTo((0L, true)));
    }

    [Test]
    public async Task A_list_of_cells_shows_the_same()
    {
        var listed = (await Items($"/v1/municipalities/{Muehlhausen}/services")).Single(cell => cell.Text("ozgId") == Residence);

        Assert.That((listed.Text("status"), listed.Number("level"), listed.Number("version")), Is.EqualTo(("derived", 1L, 0L)));
    }

    [Test]
    public async Task On_the_day_before_the_old_units_answer_and_the_new_one_has_nothing()
    {
        var old = await GetJson(CellUrl(OldUder[0], Residence) + DayBefore);
        var successor = await GetJson(CellUrl(NewUder, Residence) + DayBefore);

        Assert.That((old.Text("status"), old.Number("level")), Is.EqualTo(("reported", 3L)));
        Assert.That((successor.Text("status"), successor.IsNull("level")), Is.EqualTo(("unreported", true)));
    }

    [Test]
    public async Task The_cells_of_a_dissolved_unit_stay_as_history() =>
        Assert.That((await Items(CellUrl(OldUder[0], Residence) + "/history")).Texts("type"), Is.EqualTo((string[])["maturity_reported"]));

    [Test]
    public async Task A_dissolved_unit_takes_no_reports_and_names_its_successors()
    {
        var response = await App.ClientFor("reporter", OldUder[0]).Send(HttpMethod.Post, CellUrl(OldUder[0], Residence) + "/reports", new { level = 4 });

        var problem = await AssertProblem(response, 409, "unit-dissolved");
        Assert.That(problem.Text("detail"), Does.Contain(NewUder).And.Contain("2025-08-31"));
    }

    [Test]
    public async Task The_first_own_report_ends_what_was_derived()
    {
        var before = await GetJson(CellUrl(NewUder, Passport));
        var own = await Report(NewUder, Passport, new { level = 1, validOn = "2025-10-01" });

        Assert.That((before.Text("status"), before.Number("level")), Is.EqualTo(("derived", 4L)));
        Assert.That((own.Text("status"), own.Number("level"), own.GetProperty("derivedFrom").GetArrayLength()), Is.EqualTo(("reported", 1L, 0)));
        Assert.That((await GetJson(CellUrl(NewUder, Passport) + "?asOf=2025-09-15")).Text("status"), Is.EqualTo("derived"));
    }

    [TestCase(Muehlhausen)]
    [TestCase(Dingelstaedt)]
    public async Task Each_part_of_a_divided_unit_shows_its_value(string part)
    {
        var cell = await GetJson(CellUrl(part, Residence));

        Assert.That((cell.Text("status"), cell.Number("level")), Is.EqualTo(("derived", 1L)));
        Assert.That(Strings(cell, "derivedFrom"), Is.EqualTo((string[])[Rodeberg]));
    }

    [Test]
    public async Task A_unit_that_takes_another_in_keeps_what_it_reported() =>
        Assert.That((await GetJson(CellUrl(Suedeichsfeld, Residence))).Number("level"), Is.EqualTo(2));

    static string?[] Strings(JsonElement parent, string member) => [.. parent.GetProperty(member).EnumerateArray().Select(value => value.GetString())];
}

/// <summary>A Kreis that executes a service covers the Gemeinden in it.</summary>
public sealed class CoveredCellsTests : ApiFixture
{
    [Test]
    public async Task The_Kreis_that_executes_a_service_covers_its_Gemeinden_until_they_report_themselves()
    {
        await App.ClientFor("coordinator", "01").Send(
            HttpMethod.Put, $"/v1/services/{VehicleRegistration}/competence/01", new { executedBy = (string[])["kreis"], validFrom = "2020-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
        var unreported = await CellOnceCompetenceIsKnown();
        await Report(Dithmarschen, VehicleRegistration, new { level = 3, validOn = "2024-01-01" });
        var covered = await GetJson(CellUrl(Buesum, VehicleRegistration));
        var earlier = await GetJson(CellUrl(Buesum, VehicleRegistration) + "?asOf=2023-12-31");
        var own = await Report(Buesum, VehicleRegistration, new { level = 1, validOn = "2025-01-01" });

        Assert.That((unreported.Text("status"), unreported.Text("coveredBy"), unreported.IsNull("level")), Is.EqualTo(("notCompetent", Dithmarschen, true)));
        Assert.That((covered.Text("status"), covered.Text("coveredBy"), covered.Number("level")), Is.EqualTo(("derived", Dithmarschen, 3L)));
        Assert.That(earlier.Text("status"), Is.EqualTo("notCompetent"));
        Assert.That((own.Text("status"), own.Number("level"), own.IsNull("coveredBy")), Is.EqualTo(("reported", 1L, true)));
    }

    /// <summary>The registry looks at the tables once a second.</summary>
    async Task<JsonElement> CellOnceCompetenceIsKnown()
    {
        JsonElement cell;
        do cell = await GetJson(CellUrl(Buesum, VehicleRegistration));
        while (cell.IsNull("coveredBy"));
        return cell;
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ListCellsEndpointTests : ApiFixture
{
    const string List = $"/v1/municipalities/{Bonn}/services";

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 4, validOn = "2024-01-01", evidenceUrl = "https://bonn.de/" });
        await Report(Bonn, Passport, new { level = 1, validOn = "2024-02-01" });
        await App.ClientFor("reporter", Bonn).PutAsJsonAsync(CellUrl(Bonn, HousingBenefit) + "/not-competent", new { reason = "Aufgabe des Landes" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [TestCase("", new[] { ParentalAllowance, HousingBenefit, Residence, Passport, VehicleRegistration })]
    [TestCase("?topicArea=Mobilit%C3%A4t%20%26%20Reisen", new[] { Passport, VehicleRegistration })]
    [TestCase("?level=1", new[] { Passport })]
    [TestCase("?minLevel=1", new[] { Residence, Passport })]
    [TestCase("?minLevel=2", new[] { Residence })]
    [TestCase("?level=1&minLevel=2", new string[0])]
    [TestCase("?verification=unverified&level=4", new[] { Residence })]
    [TestCase("?changedSince=2020-01-01T00:00:00Z", new[] { HousingBenefit, Residence, Passport })]
    [TestCase("?changedSince=2999-01-01T00:00:00Z", new string[0])]
    public async Task It_has_the_cells_that_were_asked_for(string query, string[] expected) =>
        Assert.That((await Items(List + query)).Texts("ozgId"), Is.EqualTo(expected));

    [Test]
    public async Task Changes_since_a_moment_include_that_moment()
    {
        var learnt = (await Items(CellUrl(Bonn, Passport) + "/history"))[0].GetProperty("recordedAt").GetDateTimeOffset();

        var changed = await Items($"{List}?changedSince={learnt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}");

        Assert.That(changed.Texts("ozgId"), Is.EqualTo((string[])[HousingBenefit, Passport]));
    }

    [TestCase(Residence)]
    [TestCase(Passport)]
    [TestCase(HousingBenefit)]
    [TestCase(VehicleRegistration)]
    public async Task A_row_says_what_the_cell_says(string ozgId)
    {
        var cell = await GetJson(CellUrl(Bonn, ozgId));
        var row = (await Items(List)).Single(entry => entry.Text("ozgId") == ozgId);

        foreach (var member in row.EnumerateObject().Where(member => cell.TryGetProperty(member.Name, out _)))
            Assert.That(member.Value.ToString(), Is.EqualTo(cell.GetProperty(member.Name).ToString()), member.Name);
    }

    [Test]
    public async Task Not_competent_and_unreported_have_no_level()
    {
        var rows = (await Items(List)).ToDictionary(row => row.Text("ozgId")!);

        Assert.That(rows[HousingBenefit].Text("status"), Is.EqualTo("notCompetent"));
        Assert.That(rows[ParentalAllowance].Text("status"), Is.EqualTo("unreported"));
        foreach (var ozgId in (string[])[HousingBenefit, ParentalAllowance]) Assert.That(rows[ozgId].GetProperty("level").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }
}

using System.Net;
using System.Net.Http.Json;
using OzgTracker.Api.Tests.Municipalities;
using static OzgTracker.Testing.ReferenceData;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Rights that were given for a key follow the area, and a write never goes to a unit that was dissolved under it.</summary>
public sealed class SuccessorRightsTests : TerritorialFixture
{
    [OneTimeSetUp]
    public async Task Import()
    {
        await Import(Before, ThuringiaBefore);
        await Import(After, ThuringiaAfter);
    }

    [TestCase("16061097", NewUder, TestName = "The AGS of a predecessor covers the successor")]
    [TestCase("160615009097", NewUder, TestName = "The ARS of a predecessor covers the successor")]
    [TestCase(Rodeberg, Muehlhausen, TestName = "The key of a divided unit covers the larger part")]
    [TestCase(Rodeberg, Dingelstaedt, TestName = "The key of a divided unit covers the smaller part")]
    [TestCase("160645052074", Suedeichsfeld, TestName = "A former ARS covers the unit that had it")]
    [TestCase(NewUder, NewUder, TestName = "The key of the successor covers it")]
    public async Task A_key_stands_for_successors(string key, string unit) => await AssertProblem(await Confirm(key, unit), 409, "nothing-reported");

    [TestCase(NewUder, "16061097", 403, "outside-your-keys", TestName = "The key of a successor does not cover what was before it")]
    [TestCase("16061097", Muehlhausen, 403, "outside-your-keys", TestName = "The key of a predecessor covers no stranger")]
    [TestCase(Muehlhausen, Dingelstaedt, 403, "outside-your-keys", TestName = "Two heirs of one unit do not cover each other")]
    [TestCase("1606109", NewUder, 403, "outside-your-keys", TestName = "A part of a former key is no key")]
    [TestCase("16061097", "16061097", 409, "unit-dissolved", TestName = "The key of a dissolved unit reports for nobody that is gone")]
    public async Task A_key_does_not_stand_for(string key, string unit, int status, string code)
    {
        var report = await App.ClientFor("reporter", key).PostAsJsonAsync(CellUrl(unit, Residence) + "/reports", new { level = 1 });

        await AssertProblem(report, status, code);
    }

    [Test]
    public async Task What_was_decided_for_a_unit_that_moved_meanwhile_is_decided_anew()
    {
        var report = await MovedUnderWrite.Send(
            App, Bonn, Cologne, After, () => App.ClientFor("reporter", Bonn).PostAsJsonAsync(CellUrl(Bonn, Residence) + "/reports", new { level = 1 }));

        await AssertProblem(report, 409, "unit-dissolved");
        Assert.That((await App.Anonymous.GetAsync(CellUrl(Bonn, Residence))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Items(CellUrl(Bonn, Residence) + "/history"), Is.Empty);
        await AssertProblem(await Confirm(Bonn, Cologne), 409, "nothing-reported");
    }

    Task<HttpResponseMessage> Confirm(string key, string unit) => App.ClientFor("reporter", key).PostAsync(CellUrl(unit, Residence) + "/confirmations", null);
}

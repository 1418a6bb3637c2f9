using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Municipalities;

public sealed class GetMunicipalityEndpointTests : ApiFixture
{
    [TestCase(Buesum)]
    [TestCase(BuesumArs)]
    public async Task A_unit_answers_to_its_AGS_and_to_its_ARS(string key)
    {
        var unit = await GetJson("/v1/municipalities/" + key);

        Assert.That(unit.Text("id"), Is.EqualTo(Buesum));
        Assert.That(unit.Text("ars"), Is.EqualTo(BuesumArs));
        Assert.That(unit.Text("name"), Is.EqualTo("Büsum"));
        Assert.That(unit.Text("kind"), Is.EqualTo("gemeinde"));
        Assert.That(unit.Text("state"), Is.EqualTo("01"));
        Assert.That(unit.Text("district"), Is.EqualTo(Dithmarschen));
        Assert.That(unit.Text("association"), Is.EqualTo(BuesumWesselburen));
        Assert.That(unit.Number("population"), Is.EqualTo(4_900));
        Assert.That(unit.Text("sizeClass"), Is.EqualTo("2000-4999"));
    }

    [TestCase(Dithmarschen, "kreis")]
    [TestCase(BuesumWesselburen, "verband")]
    [TestCase(Sachsenwald, "gemeindefrei")]
    public async Task Units_of_every_kind_are_found(string key, string kind) => Assert.That((await GetJson("/v1/municipalities/" + key)).Text("kind"), Is.EqualTo(kind));

    [Test]
    public async Task A_unit_that_nobody_knows_is_not_found() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/municipalities/05999999"), 404, "unknown-municipality");
}

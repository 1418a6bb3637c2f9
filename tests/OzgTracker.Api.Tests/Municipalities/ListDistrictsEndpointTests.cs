using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Municipalities;

public sealed class ListDistrictsEndpointTests : ApiFixture
{
    [TestCase("", new[] { Dithmarschen, "05314", "05315", "11000" })]
    [TestCase("?state=05", new[] { "05314", "05315" })]
    [TestCase("?state=16", new string[0])]
    public async Task Kreise_and_kreisfreie_Städte_are_districts(string query, string[] expected) =>
        Assert.That((await Items("/v1/districts" + query)).Texts("district"), Is.EqualTo(expected));

    [Test]
    public async Task A_district_says_what_it_is() =>
        Assert.That(
            (await Items("/v1/districts"))[0].ToString(),
            Is.EqualTo("""{"district":"01051","name":"Dithmarschen","kind":"kreis","state":"01","population":135000}"""));
}

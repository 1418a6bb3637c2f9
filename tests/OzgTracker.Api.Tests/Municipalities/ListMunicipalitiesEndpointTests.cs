using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Municipalities;

public sealed class ListMunicipalitiesEndpointTests : ApiFixture
{
    [TestCase("", new[] { Dithmarschen, Buesum, BuesumWesselburen, Sachsenwald, Bonn, Cologne, Berlin })]
    [TestCase("state=05", new[] { Bonn, Cologne })]
    [TestCase("district=01051", new[] { Dithmarschen, Buesum, BuesumWesselburen })]
    [TestCase("association=010515178", new[] { Buesum, BuesumWesselburen })]
    [TestCase("kind=gemeinde", new[] { Buesum, Bonn, Cologne, Berlin })]
    [TestCase("kind=gemeindefrei", new[] { Sachsenwald })]
    [TestCase("kind=verband&state=01", new[] { BuesumWesselburen })]
    [TestCase("sizeClass=2000-4999", new[] { Buesum })]
    [TestCase("sizeClass=%3E=500000", new[] { Cologne, Berlin })]
    [TestCase("sizeClass=%3C500", new[] { Sachsenwald })]
    [TestCase("q=koeln", new[] { Cologne })]
    [TestCase("q=K%C3%96LN", new[] { Cologne })]
    [TestCase("q=sum", new[] { Buesum, BuesumWesselburen })]
    [TestCase("q=0531", new[] { Bonn, Cologne })]
    [TestCase("q=05%25000", new string[0])]
    [TestCase("q=0531_000", new string[0])]
    [TestCase("q=bonn%27%3B%20drop", new string[0])]
    public async Task It_has_the_units_that_were_asked_for(string query, string[] expected) =>
        Assert.That((await Items("/v1/municipalities?" + query)).Texts("id"), Is.EqualTo(expected));

    [Test]
    public async Task A_search_that_nobody_types_is_refused() =>
        await AssertInvalid(await App.Anonymous.GetAsync("/v1/municipalities?q=" + new string('a', 101)), "text-too-long", parameter: "q");
}

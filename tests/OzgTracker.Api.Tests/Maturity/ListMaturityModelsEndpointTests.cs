namespace OzgTracker.Api.Tests.Maturity;

public sealed class ListMaturityModelsEndpointTests : ApiFixture
{
    [Test]
    public async Task The_official_model_is_published()
    {
        var model = (await Items("/v1/maturity-models")).Single(entry => entry.Text("id") == "ozg-1.1");

        Assert.That(model.Number("highestLevel"), Is.EqualTo(4));
        Assert.That(model.Number("criteria"), Is.EqualTo(10));
        Assert.That(model.Text("validFrom"), Is.EqualTo("2020-06-01"));
    }
}

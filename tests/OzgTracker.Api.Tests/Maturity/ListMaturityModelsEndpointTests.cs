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

    [Test]
    public async Task Both_official_models_stand_side_by_side() =>
        Assert.That(
            (await Items("/v1/maturity-models")).Select(model => $"{model.Text("id")} 0-{model.Number("highestLevel")}"),
            Is.EqualTo((string[])["ozg-1.1 0-4", "ozg-2.0 0-7"]));
}

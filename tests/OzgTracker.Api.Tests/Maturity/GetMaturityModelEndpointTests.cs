namespace OzgTracker.Api.Tests.Maturity;

public sealed class GetMaturityModelEndpointTests : ApiFixture
{
    [Test]
    public async Task The_official_model_has_five_levels_and_is_conform_from_3()
    {
        var model = await GetJson("/v1/maturity-models/ozg-1.1");

        Assert.That(model.GetProperty("levels").EnumerateArray().Select(level => level.Number("level")), Is.EqualTo(Enumerable.Range(0, 5)));
        Assert.That(model.Number("conformityThreshold"), Is.EqualTo(3));
        Assert.That(model.GetProperty("criteria").GetArrayLength(), Is.EqualTo(10));
    }
}

namespace OzgTracker.Api.Tests.Targets;

public sealed class ListTargetsEndpointTests : TargetFixture
{
    [Test]
    public async Task Targets_are_listed_as_each_of_them_says_without_dropped_ones_unless_asked()
    {
        var (first, second, dropped) = (await GivenTarget(), await GivenTarget(), await GivenTarget());
        await Send(HttpMethod.Put, "/" + second, Revision(level: 2));
        var last = await Json(await Send(HttpMethod.Delete, "/" + dropped, null));
        var position = last.Number("position");

        var page = await GetJson($"/v1/targets?state=05&minPosition={position}");

        var items = page.GetProperty("items").EnumerateArray().ToArray();
        Assert.That(items.Texts("id"), Is.EqualTo((string[])[first, second]));
        foreach (var item in items) Assert.That(item.ToString(), Is.EqualTo((await GetJson($"/v1/targets/{item.Text("id")}")).ToString()));
        Assert.That((page.Text("metric"), page.Number("metricVersion"), page.Text("policy"), page.IsNull("model")), Is.EqualTo(("targets", 1, "any", true)));
        Assert.That(page.Number("position"), Is.GreaterThanOrEqualTo(position));
        Assert.That((await Items("/v1/targets?dropped=true")).Texts("id"), Is.EqualTo((string[])[first, second, dropped]));
        Assert.That(await Items("/v1/targets?state=06"), Is.Empty);
        Assert.That(await Items("/v1/targets?model=ozg-1.1&limit=1"), Has.Length.EqualTo(1));
        await AssertProblem(await App.Anonymous.GetAsync("/v1/targets?model=ozg-9"), 404, "unknown-model");
    }
}

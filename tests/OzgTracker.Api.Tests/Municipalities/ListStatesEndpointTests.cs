namespace OzgTracker.Api.Tests.Municipalities;

public sealed class ListStatesEndpointTests : ApiFixture
{
    [Test]
    public async Task All_sixteen_are_there_in_order()
    {
        var states = await Items("/v1/states");

        Assert.That(states.Texts("state"), Is.EqualTo(Enumerable.Range(1, 16).Select(number => $"{number:00}")));
        Assert.That(states[4].ToString(), Is.EqualTo("""{"state":"05","iso":"DE-NW","name":"Nordrhein-Westfalen","municipalities":2,"districts":2,"population":1347957}"""));
    }

    [Test]
    public async Task An_area_without_municipality_counts_as_none()
    {
        var holstein = (await Items("/v1/states"))[0];

        Assert.That(holstein.Number("municipalities"), Is.EqualTo(1));
        Assert.That(holstein.Number("districts"), Is.EqualTo(1));
        Assert.That(holstein.Number("population"), Is.EqualTo(4_900));
    }
}

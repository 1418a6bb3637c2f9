namespace OzgTracker.Api.Tests.Services;

public sealed class ListTopicAreasEndpointTests : ApiFixture
{
    [Test]
    public async Task Each_is_there_once_with_the_number_of_its_services()
    {
        var areas = await Items("/v1/topic-areas");

        Assert.That(
            areas.Select(area => $"{area.Text("topicArea")}: {area.Number("services")}"),
            Is.EqualTo((string[])["Arbeit & Ruhestand: 1", "Bauen & Wohnen: 1", "Familie & Kind: 1", "Mobilität & Reisen: 2"]));
    }
}

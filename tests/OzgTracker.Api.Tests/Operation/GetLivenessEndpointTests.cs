namespace OzgTracker.Api.Tests.Operation;

public sealed class GetLivenessEndpointTests : ApiFixture
{
    [Test]
    public async Task The_process_is_alive() => Assert.That((await GetJson("/health/live")).ToString(), Is.EqualTo("""{"status":"live"}"""));
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace OzgTracker.Api.Tests.Web;

public sealed class EndpointMappingTests : ApiFixture
{
    static readonly string[] Open = ["/health/live", "/health/ready", "/v1/problems"];

    RouteEndpoint[] Mapped => [.. App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Test]
    public void Every_endpoint_has_a_policy()
    {
        Assert.That(Mapped, Is.Not.Empty);
        foreach (var endpoint in Mapped) Assert.That(endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy, Is.Not.Null.And.Not.Empty, endpoint.DisplayName);
    }

    [Test]
    public void Only_what_says_nothing_about_municipalities_is_open_to_everyone() =>
        Assert.That(Mapped.Where(endpoint => Policy(endpoint) == "open").Select(endpoint => endpoint.RoutePattern.RawText), Is.EquivalentTo(Open));

    [Test]
    public void Whatever_changes_something_needs_a_reporter()
    {
        var writing = Mapped.Where(endpoint => !endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET")).ToArray();

        Assert.That(writing, Has.Length.EqualTo(6));
        Assert.That(writing.Select(Policy), Is.All.EqualTo("report"));
    }

    [Test]
    public void Whatever_answers_GET_answers_HEAD()
    {
        foreach (var methods in Mapped.Select(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods))
            Assert.That(methods.Contains("GET"), Is.EqualTo(methods.Contains("HEAD")));
    }

    static string? Policy(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
}

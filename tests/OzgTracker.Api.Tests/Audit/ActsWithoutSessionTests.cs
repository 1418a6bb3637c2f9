using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Tests.Audit;

/// <summary>Writes that save nothing through a session, such as a rebuild.</summary>
public sealed class ActsWithoutSessionTests
{
    [Test]
    public async Task They_are_noted_before_they_are_answered()
    {
        var noted = await Conclude(new EndpointDefinition { Verb = "POST", Policy = Policy.Administer }, TypedResults.Accepted("/v1/things/7"));

        Assert.That(noted.Single(), Is.EqualTo(new AccessEvent(
            AccessEventKind.AdminAct, "s-1", "admin", "issuer", "POST", null, "/v1/things/{thing}", 202, null, noted.Single().TraceId, Detail: "thing=7 made=/v1/things/7")));
    }

    [Test]
    public async Task An_endpoint_gives_its_acts_a_kind()
    {
        var noted = await Conclude(new EndpointDefinition { Verb = "POST", Policy = Policy.Administer, AuditKind = AccessEventKind.KeyCreated }, TypedResults.Ok("made"));

        Assert.That(noted.Single().Kind, Is.EqualTo(AccessEventKind.KeyCreated));
    }

    [TestCase("GET", Policy.Administer, false)]
    [TestCase("POST", Policy.Administer, true)]
    [TestCase("POST", Policy.Report, false)]
    public async Task Reading_asking_and_reporting_are_no_acts(string verb, string policy, bool readsOnly) =>
        Assert.That(await Conclude(new EndpointDefinition { Verb = verb, Policy = policy, ReadsOnly = readsOnly }, TypedResults.Ok("done")), Is.Empty);

    [Test]
    public async Task A_refusal_is_none() =>
        Assert.That(await Conclude(new EndpointDefinition { Verb = "POST", Policy = Policy.Administer }, Problem.Of("unknown-tag")), Is.Empty);

    [Test]
    public async Task What_cannot_be_noted_fails() =>
        await Assert.ThrowsAsync<Npgsql.NpgsqlException>(() => Conclude(new EndpointDefinition { Verb = "POST", Policy = Policy.Administer }, TypedResults.Ok("done"), new Broken()));

    static async Task<IReadOnlyList<AccessEvent>> Conclude(EndpointDefinition definition, IResult result, IAccessAudit? audit = null)
    {
        var notes = new Notes();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton(audit ?? notes).BuildServiceProvider() };
        context.Request.Method = definition.Verb;
        context.Request.RouteValues["thing"] = "7";
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "s-1"), new Claim("role", "admin"), new Claim("iss", "issuer")]));
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/v1/things/{thing}"), 0, new EndpointMetadataCollection(definition), "things"));
        if (AdminAct.Of(context) is { } act) await act.Conclude(result, CancellationToken.None);
        return notes.All;
    }

    sealed class Notes : IAccessAudit
    {
        public List<AccessEvent> All { get; } = [];

        public Task Note(AccessEvent happened, CancellationToken ct)
        {
            All.Add(happened);
            return Task.CompletedTask;
        }
    }

    sealed class Broken : IAccessAudit
    {
        public Task Note(AccessEvent happened, CancellationToken ct) => throw new Npgsql.NpgsqlException("away");
    }
}

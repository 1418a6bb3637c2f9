using OzgTracker.Api.Tests.Web;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Services;

public sealed class TagServiceEndpointTests : SingleStreamFixture
{
    protected override string Recorded => "service_tagged";

    protected override HttpClient Allowed => App.ClientFor("admin");

    protected override string[] OtherRoles => ["reader", "reporter", "coordinator"];

    protected override (StreamRequest, string, string?, string?) Misshapen => (Of(Passport, "fokus", new { source = "" }), "missing-value", "/source", null);

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Of("19999", "fokus", new { source = "Liste" }), 404, "unknown-service");

    [Test]
    public async Task Tagged_services_are_found_by_the_tag()
    {
        await Done(Of(HousingBenefit, "roll-in", new { source = "Bund 2026", validFrom = "2026-01-01" }));
        await Done(Of(ParentalAllowance, "roll-in", new { source = "Bund 2026", validTo = "2025-12-31" }));
        await App.WaitForNonStaleProjectionDataAsync();

        var found = (await Items("/v1/services?tag=roll-in")).Single();
        var ended = await GetJson("/v1/services/" + ParentalAllowance);

        Assert.That(found.Text("ozgId"), Is.EqualTo(HousingBenefit));
        Assert.That(found.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Does.Contain("roll-in"));
        Assert.That(ended.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Does.Not.Contain("roll-in"));
        Assert.That(ended.GetProperty("programmes").EnumerateArray().Single(tag => tag.Text("tag") == "roll-in").Text("validTo"), Is.EqualTo("2025-12-31"));
    }

    [Test]
    public async Task A_tag_is_a_plain_name() => await AssertInvalid(await Send(Allowed, Of(Passport, "Fokus!", new { source = "Liste" })), "invalid-tag", parameter: "tag");

    protected override Task<StreamRequest> Given() => Task.FromResult(Of(Passport, $"programm-{Next()}", new { source = "Liste", validFrom = "2022-01-01" }));

    [Test]
    public Task What_a_rule_forbids_is_refused_and_not_recorded() => AssertRefused(Of(Passport, "kurz", new { source = "Liste", validFrom = "2022-01-02", validTo = "2022-01-01" }), 409, "ends-before-it-begins");

    static StreamRequest Of(string ozgId, string tag, object body) => new(HttpMethod.Put, $"/v1/services/{ozgId}/tags/{tag}", $"service-{ozgId}", body);
}

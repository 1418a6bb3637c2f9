using System.Net.Http.Json;
using OzgTracker.Api.Tests.Web;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Services;

public sealed class UntagServiceEndpointTests : SingleStreamFixture
{
    protected override string Recorded => "service_untagged";

    protected override HttpClient Allowed => App.ClientFor("admin");

    protected override string[] OtherRoles => ["reader", "reporter", "coordinator"];

    protected override (StreamRequest, string, string?, string?) Misshapen => (Of("programm", "?validTo=31.12.2025"), "invalid-parameter", null, "validTo");

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(new(HttpMethod.Delete, "/v1/services/19999/tags/programm", "service-19999"), 404, "unknown-service");

    [Test]
    public async Task A_tag_that_is_taken_back_is_gone()
    {
        await Tag("irrtum");

        var answer = await Done(Of("irrtum", ""));
        await App.WaitForNonStaleProjectionDataAsync();

        var programmes = (await GetJson("/v1/services/" + Passport)).GetProperty("programmes").EnumerateArray().Texts("tag");
        Assert.That(programmes, Does.Not.Contain("irrtum"));
        Assert.That(answer.GetProperty("programmes").EnumerateArray().Texts("tag"), Does.Not.Contain("irrtum"));
    }

    protected override async Task<StreamRequest> Given()
    {
        var tag = $"programm-{Next()}";
        await Tag(tag);
        return Of(tag, "?validTo=2025-12-31");
    }

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        await Tag("spaeter");
        await AssertRefused(Of("spaeter", "?validTo=2021-12-31"), 409, "ends-before-it-begins");
    }

    async Task Tag(string tag) =>
        (await Allowed.PutAsJsonAsync($"/v1/services/{Passport}/tags/{tag}", new { source = "Liste", validFrom = "2022-01-01" })).EnsureSuccessStatusCode();

    static StreamRequest Of(string tag, string query) => new(HttpMethod.Delete, $"/v1/services/{Passport}/tags/{tag}{query}", $"service-{Passport}");
}

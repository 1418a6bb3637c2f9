using System.Net;
using OzgTracker.Api.Tests.Web;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Api.Tests.Maturity;

public sealed class PublishModelMappingEndpointTests : SingleStreamFixture
{
    static readonly Dictionary<int, int?> Levels = new() { [0] = 0, [1] = 1, [2] = 2, [3] = 3, [4] = null };

    protected override string Recorded => "model_mapping_published";

    protected override HttpClient Allowed => App.ClientFor("admin");

    protected override string[] OtherRoles => ["reader", "reporter", "coordinator"];

    protected override (StreamRequest, string, string?, string?) Misshapen =>
        (Of("ozg-1.1", "ozg-2.0", new { levels = Levels, validFrom = "2026-01-01", note = "Fragen an amt@stadt.example" }), "personal-data", "/note", null);

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Of("ozg-1.1", "ozg-9.9", Body()), 404, "unknown-model");

    [Test]
    public async Task Each_publication_raises_the_version_and_every_version_stays_readable()
    {
        var request = await Given();
        var first = await Done(request);
        var second = await Done(request with { Body = Body(level4: 4) });

        Assert.That((first.Number("version"), second.Number("version")), Is.EqualTo((1, 2)));
        Assert.That((await GetJson(request.Url)).GetProperty("levels").Number("4"), Is.EqualTo(4));
        Assert.That((await GetJson(request.Url + "?version=1")).GetProperty("levels").IsNull("4"), Is.True);
        await AssertProblem(await App.Anonymous.GetAsync(request.Url + "?version=3"), 404, "unknown-mapping");
    }

    [Test]
    public async Task The_list_has_the_last_version_of_each()
    {
        var request = await Given();
        await Done(request);
        var last = await Done(request with { Body = Body(level4: 4) });
        await App.WaitForNonStaleProjectionDataAsync();

        var listed = await Items("/v1/maturity-models/ozg-1.1/mappings");

        Assert.That(listed.Single(entry => entry.Text("to") == last.Text("to")).ToString(), Is.EqualTo(last.ToString()));
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity-models/ozg-9.9/mappings"), 404, "unknown-model");
    }

    /// <summary>Cut elsewhere, both ids give the same stream key.</summary>
    [Test]
    public async Task Ids_that_are_cut_elsewhere_find_nothing()
    {
        var request = await Given();
        await Done(request);
        var to = request.Url.Split('/')[^1].Split('-');

        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/maturity-models/ozg-1.1-{to[0]}/mappings/{to[1]}"), "invalid-model-id");
    }

    [Test]
    public async Task Who_has_the_version_already_is_told_so()
    {
        var request = await Given();
        await Done(request);

        var response = await App.Anonymous.Get(request.Url, ("If-None-Match", "\"1\""));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task A_report_is_never_converted()
    {
        await Done(await Given());
        await Report("05314000", "10124", new { level = 4 });

        var cell = await GetJson(CellUrl("05314000", "10124") + "?model=ozg-2.0");

        Assert.That(cell.Text("status"), Is.EqualTo("unreported"));
    }

    [Test]
    public async Task A_level_that_is_no_number_is_refused() =>
        await AssertInvalid(
            await Allowed.Send(HttpMethod.Put, "/v1/maturity-models/ozg-1.1/mappings/ozg-2.0", new { levels = new Dictionary<string, int> { ["drei"] = 3 }, validFrom = "2026-01-01" }), "invalid-value");

    /// <summary>A target model of its own for each test.</summary>
    protected override async Task<StreamRequest> Given()
    {
        var to = $"ziel-{Next()}.0";
        await using var session = App.Store.LightweightSession();
        session.Events.StartStream(MaturityModels.StreamKey(to), new MaturityModelPublished(OfficialModels.Ozg20 with { Id = to }));
        await session.SaveChangesAsync(CancellationToken.None);
        return Of("ozg-1.1", to, Body());
    }

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded() => await AssertRefused(await Given() with { Body = new { levels = new Dictionary<int, int?> { [0] = 0 }, validFrom = "2026-01-01" } }, 409, "mapping-incomplete");

    static object Body(int? level4 = null) => new { levels = new Dictionary<int, int?>(Levels) { [4] = level4 }, validFrom = "2026-01-01", note = "Vorschlag" };

    static StreamRequest Of(string from, string to, object body) =>
        new(HttpMethod.Put, $"/v1/maturity-models/{from}/mappings/{to}", ModelMapping.StreamKey(from, to), body);
}

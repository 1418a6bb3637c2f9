using OzgTracker.Api.Tests.Web;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Api.Tests.Maturity;

public sealed class PublishMaturityModelEndpointTests : SingleStreamFixture
{
    protected override string Recorded => "maturity_model_published";

    protected override HttpClient Allowed => App.ClientFor("admin");

    protected override string[] OtherRoles => ["reader", "reporter", "coordinator"];

    protected override (StreamRequest, string, string?, string?) Misshapen => (Of("test-0.1", Wording("")), "missing-value", "/name", null);

    [Test]
    public async Task A_new_wording_of_the_placeholders_is_what_everybody_sees()
    {
        var official = OfficialModels.Ozg20;
        var named = official with { Levels = [.. official.Levels.Select(level => level with { Name = $"Amtlicher Name {level.Level}" })] };

        await Done(Of(official.Id, named));
        await App.WaitForNonStaleProjectionDataAsync();

        var model = await GetJson("/v1/maturity-models/ozg-2.0");
        Assert.That(model.GetProperty("levels")[7].Text("name"), Is.EqualTo("Amtlicher Name 7"));
        Assert.That(model.GetProperty("criteria").GetArrayLength(), Is.EqualTo(13));
    }

    [Test]
    public async Task What_GET_answers_may_be_put_back_and_records_nothing()
    {
        var id = $"test-{Next()}.0";
        await Done(Of(id, Wording("Erste")));
        var answered = await App.Anonymous.GetStringAsync($"/v1/maturity-models/{id}");

        var response = await Allowed.PutAsync($"/v1/maturity-models/{id}", new StringContent(answered, null, "application/json"));

        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo("\"1\""), await response.Content.ReadAsStringAsync());
    }

    [TestCase("OZG-2.0")]
    [TestCase("ozg")]
    [TestCase("ozg-2.0-entwurf")]
    public async Task The_id_has_one_dash_and_a_version(string id) =>
        await AssertInvalid(await Send(Allowed, Of(id, Wording("Erste"))), "invalid-model-id", parameter: "id");

    [Test]
    public async Task Another_id_in_the_body_is_refused() =>
        await AssertInvalid(
            await Allowed.Send(HttpMethod.Put, "/v1/maturity-models/test-7.7", new { id = "test-8.8", name = "A", levels = Levels(1), criteria = Array.Empty<object>(), conformityThreshold = 0, validFrom = "2026-01-01", source = "Test" }),
            "other-id", "/id");

    [TestCase("""{"name":"A","levels":[null],"criteria":[],"conformityThreshold":0,"validFrom":"2026-01-01","source":"Test"}""", "missing-value", "/levels/0")]
    [TestCase("""{"name":"A","levels":[],"criteria":[null],"conformityThreshold":0,"validFrom":"2026-01-01","source":"Test"}""", "missing-value", "/criteria/0")]
    [TestCase("""{"name":"A","levels":[{"level":0,"name":" ","nameEn":"A","definition":"A"}],"criteria":[],"conformityThreshold":0,"validFrom":"2026-01-01","source":"T"}""", "missing-value", "/levels/0/name")]
    public async Task Every_entry_and_its_words_are_there(string body, string error, string pointer) =>
        await AssertInvalid(await Allowed.PutAsync("/v1/maturity-models/test-6.6", new StringContent(body, null, "application/json")), error, pointer);

    [Test]
    public async Task Levels_with_a_hole_are_refused() =>
        await AssertProblem(
            await Send(Allowed, Of("test-9.1", Wording("Lücke") with { Levels = [new(0, "A", "A", "A."), new(2, "B", "B", "B.")] })), 409, "model-not-sound");

    protected override Task<StreamRequest> Given() => Task.FromResult(Of($"test-{Next()}.0", Wording("Erste")));

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        var id = $"test-{Next()}.0";
        await Done(Of(id, Wording("Erste")));
        await AssertRefused(Of(id, Wording("Zweite") with { Levels = [.. Levels(3)] }), 409, "model-shrinks");
    }

    static MaturityModel Wording(string name) =>
        new("", name, [.. Levels(4)], [new("nachweise", "Nachweise", "Supporting documents")], 2, new DateOnly(2026, 1, 1), "Test");

    static IEnumerable<MaturityLevel> Levels(int count) => Enumerable.Range(0, count).Select(level => new MaturityLevel(level, $"Stufe {level}", $"Level {level}", "Beispiel."));

    static StreamRequest Of(string id, MaturityModel model) => new(
        HttpMethod.Put, $"/v1/maturity-models/{id}", MaturityModels.StreamKey(id),
        new { name = model.Name, levels = model.Levels, criteria = model.Criteria, conformityThreshold = model.ConformityThreshold, validFrom = model.ValidFrom, source = model.Source });
}

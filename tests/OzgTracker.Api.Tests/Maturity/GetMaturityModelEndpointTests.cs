namespace OzgTracker.Api.Tests.Maturity;

public sealed class GetMaturityModelEndpointTests : ApiFixture
{
    [Test]
    public async Task The_official_model_has_five_levels_and_is_conform_from_3()
    {
        var model = await GetJson("/v1/maturity-models/ozg-1.1");

        Assert.That(model.GetProperty("levels").EnumerateArray().Select(level => level.Number("level")), Is.EqualTo(Enumerable.Range(0, 5)));
        Assert.That(model.Number("conformityThreshold"), Is.EqualTo(3));
        Assert.That(model.GetProperty("criteria").GetArrayLength(), Is.EqualTo(10));
    }

    [Test]
    public async Task Model_2_0_has_eight_levels_whose_names_are_marked_as_placeholders()
    {
        var model = await GetJson("/v1/maturity-models/ozg-2.0");

        Assert.That(model.GetProperty("levels").EnumerateArray().Select(level => level.Number("level")), Is.EqualTo(Enumerable.Range(0, 8)));
        Assert.That(model.GetProperty("levels").EnumerateArray().Texts("name"), Is.All.EndsWith("(Platzhalter)"));
        Assert.That(model.GetProperty("levels").EnumerateArray().Texts("nameEn"), Is.All.EndsWith("(placeholder)"));
        Assert.That(model.GetProperty("criteria").GetArrayLength(), Is.EqualTo(13));
    }

    [Test]
    public async Task A_report_may_be_made_in_model_2_0()
    {
        var cell = await Report("05315000", "10000", new { model = "ozg-2.0", level = 7 });

        Assert.That((cell.Text("model"), cell.Number("level"), cell.GetProperty("conform").GetBoolean()), Is.EqualTo(("ozg-2.0", 7, true)));
    }

    [Test]
    public async Task A_model_that_nobody_published_is_not_found() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity-models/ozg-9.9"), 404, "unknown-model");
}

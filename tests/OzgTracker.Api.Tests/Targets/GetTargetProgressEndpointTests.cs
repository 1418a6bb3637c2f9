using System.Globalization;
using System.Text.Json;
using Npgsql;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Targets;

/// <summary>Bonn and Köln of Nordrhein-Westfalen, four cells; days are counted from today.</summary>
public sealed class GetTargetProgressEndpointTests : TargetFixture
{
    [OneTimeSetUp]
    public async Task GivenReports()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = Iso(Today.AddMonths(-1)) });
        await Report(Bonn, Passport, new { level = 2, validOn = Iso(Today.AddMonths(-1)) });
        await Report(Cologne, Residence, new { level = 4, validOn = Iso(Today.AddMonths(-6)) });
        await App.ClientFor("reporter", Cologne).Send(HttpMethod.Put, CellUrl(Cologne, Passport) + "/not-competent", new { reason = "macht eine andere", validFrom = Iso(Today.AddDays(-1)) });
    }

    [Test]
    public async Task Progress_is_counted_over_competent_cells_and_own_reports()
    {
        var id = await GivenTarget();

        var progress = await Progress(id);

        Assert.That(Figures(progress, "services", "competent", "reached", "gap", "units", "unitsReached", "unitsGap"), Is.EqualTo((long[])[2, 3, 2, 1, 2, 1, 1]));
        Assert.That(progress.GetProperty("share").GetDecimal(), Is.EqualTo(0.6667m));
        Assert.That(
            (progress.Text("metric"), progress.Number("metricVersion"), progress.Text("model"), progress.Text("policy"), progress.Text("asOf")),
            Is.EqualTo(("target-progress", 1, "ozg-1.1", "any", Iso(Today))));
        Assert.That(progress.GetProperty("target").Text("id"), Is.EqualTo(id));
    }

    [Test]
    public async Task The_speed_of_three_months_says_when_it_will_be_reached()
    {
        var id = await GivenTarget(NewTarget(NewName(), by: Iso(Today.AddDays(61))));

        var progress = await Progress(id);

        // One cell in three months, one to go.
        Assert.That(progress.GetProperty("perMonth").GetDecimal(), Is.EqualTo(0.33m));
        Assert.That(progress.GetProperty("neededPerMonth").GetDecimal(), Is.EqualTo(0.5m));
        Assert.That((progress.Text("expectedOn"), progress.IsNull("notExpected"), progress.GetProperty("onTrack").GetBoolean()), Is.EqualTo((Iso(Today.AddDays(92)), true, false)));
    }

    [Test]
    public async Task The_burn_up_shows_the_ends_of_twelve_months_and_today()
    {
        var burnUp = (await Progress(await GivenTarget())).GetProperty("burnUp").EnumerateArray().ToArray();

        Assert.That(burnUp, Has.Length.EqualTo(13));
        Assert.That(burnUp[^1].Text("day"), Is.EqualTo(Iso(Today)));
        foreach (var point in burnUp[..^1])
        {
            var day = DateOnly.ParseExact(point.Text("day")!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.That(day.AddDays(1).Day, Is.EqualTo(1));
            var reached = (day >= Today.AddMonths(-6) ? 1 : 0) + (day >= Today.AddMonths(-1) ? 1 : 0);
            Assert.That(Figures(point, "competent", "reached"), Is.EqualTo((long[])[day >= Today.AddDays(-1) ? 3 : 4, reached]), point.ToString());
        }
    }

    [Test]
    public async Task An_earlier_day_is_answered_as_it_is_known_now()
    {
        var id = await GivenTarget();

        var progress = await GetJson($"/v1/targets/{id}/progress?asOf={Iso(Today.AddMonths(-2))}");

        Assert.That(Figures(progress, "competent", "reached"), Is.EqualTo((long[])[4, 1]));
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/targets/{id}/progress?asOf={Iso(Today.AddDays(1))}"), 409, "date-in-future");
        await AssertProblem(await App.Anonymous.GetAsync($"/v1/targets/{id}/progress?asOf=0001-01-01"), 409, "date-too-early");
    }

    [Test]
    public async Task A_declaration_of_competence_moves_the_denominator_and_own_reports_stay_in_it()
    {
        var id = await GivenTarget(NewTarget(NewName(), ozgIds: [VehicleRegistration]));
        await Report(Bonn, VehicleRegistration, new { level = 1 });
        var before = await Progress(id);

        await App.ClientFor("coordinator", "05").Send(
            HttpMethod.Put, $"/v1/services/{VehicleRegistration}/competence/05", new { executedBy = Array.Empty<string>(), validFrom = Iso(Today) });
        var after = await Progress(id);

        Assert.That((before.Number("competent"), after.Number("competent")), Is.EqualTo((2, 1)));
        Assert.That(after.Text("notExpected"), Is.EqualTo("noProgress"));
    }

    [Test]
    public async Task A_tag_names_the_services_that_carry_it_on_the_day_of_the_question()
    {
        await using var owner = NpgsqlDataSource.Create(App.OwnerConnectionString);
        await using (var tag = owner.CreateCommand($"update {ReadModels.ServiceProjection.Table} set tags = array['fokus'] where ozg_id = '{Residence}'")) await tag.ExecuteNonQueryAsync();

        var progress = await Progress(await GivenTarget(NewTarget(NewName(), tag: "fokus")));

        Assert.That(Figures(progress, "services", "competent", "reached"), Is.EqualTo((long[])[1, 2, 2]));
        Assert.That((progress.Text("notExpected"), progress.GetProperty("onTrack").GetBoolean(), progress.IsNull("neededPerMonth")), Is.EqualTo(("reached", true, true)));
    }

    [Test]
    public async Task A_target_that_nobody_has_set_has_no_progress() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/targets/05-nie-gesetzt/progress"), 404, "unknown-target");

    async Task<JsonElement> Progress(string id)
    {
        await App.WaitForNonStaleProjectionDataAsync();
        return await GetJson($"/v1/targets/{id}/progress");
    }

    static long[] Figures(JsonElement parent, params string[] members) => [.. members.Select(member => parent.Number(member))];
}

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class PlanRolloutEndpointTests : CellCommandFixture
{
    protected override string Recorded => "rollout_planned";

    protected override CellRequest WellFormed => Plans(new { targetLevel = 3, plannedFor = "2035-12-31" });

    protected override MisshapenRequest Misshapen => new(Plans(new { targetLevel = 3 }), "missing-value", "/plannedFor");

    [Test]
    public async Task A_plan_is_shown_until_its_level_is_reached()
    {
        var (unit, ozgId) = NewCell();

        var planned = await Json(await Send(Writer(unit), unit, ozgId, WellFormed));
        var reached = await Report(unit, ozgId, new { level = 3, validOn = "2025-05-01" });

        Assert.That(planned.GetProperty("plan").ToString(), Is.EqualTo("""{"targetLevel":3,"plannedFor":"2035-12-31"}"""));
        Assert.That(reached.TryGetProperty("plan", out var plan) && plan.ValueKind != System.Text.Json.JsonValueKind.Null, Is.False);
    }

    [TestCase(5, "2035-12-31", "level-outside-model")]
    [TestCase(3, "2020-12-31", "date-in-past")]
    [TestCase(3, "2099-12-31", "date-too-late")]
    public async Task A_plan_is_for_a_level_and_a_day_that_can_be(int targetLevel, string plannedFor, string code)
    {
        var (unit, ozgId) = NewCell();

        await AssertProblem(await Send(Writer(unit), unit, ozgId, Plans(new { targetLevel, plannedFor })), 409, code);
    }

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override async Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId)
    {
        await Report(unit, ozgId, new { level = 4, validOn = "2025-05-01" });
        return (WellFormed, "already-reached");
    }

    static CellRequest Plans(object body) => new(HttpMethod.Post, "/plans", body);
}

public sealed class ReachMilestoneEndpointTests : CellCommandFixture
{
    protected override string Recorded => "service_went_live";

    protected override CellRequest WellFormed => Milestones(new { kind = "wentLive", on = "2025-06-01" });

    protected override MisshapenRequest Misshapen => new(Milestones(new { on = "2025-06-01" }), "missing-value", "/kind");

    [Test]
    public async Task Milestones_go_from_the_pilot_to_the_end()
    {
        var (unit, ozgId) = NewCell();

        foreach (var (kind, on) in ((string, string)[])[("pilotStarted", "2025-05-01"), ("wentLive", "2025-06-01"), ("suspended", "2025-07-01")])
            Assert.That((await Send(Writer(unit), unit, ozgId, Milestones(new { kind, on }))).IsSuccessStatusCode, Is.True, kind);

        Assert.That((await GetJson(CellUrl(unit, ozgId))).GetProperty("milestone").ToString(), Is.EqualTo("""{"kind":"suspended","on":"2025-07-01"}"""));
        await AssertProblem(await Send(Writer(unit), unit, ozgId, Milestones(new { kind = "pilotStarted", on = "2025-06-15" })), 409, "milestone-out-of-order");
    }

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) =>
        Task.FromResult((Milestones(new { kind = "suspended", on = "2025-06-01" }), "not-live"));

    static CellRequest Milestones(object body) => new(HttpMethod.Post, "/milestones", body);
}

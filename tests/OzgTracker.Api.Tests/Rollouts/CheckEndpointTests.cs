using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class VerifyMaturityEndpointTests : CellCommandFixture
{
    protected override string Role => "coordinator";

    protected override string Recorded => "maturity_verified";

    protected override CellRequest WellFormed => Verifications(new { verifiedOn = "2025-06-01", note = "Antrag durchgespielt" });

    protected override MisshapenRequest Misshapen => new(Verifications(new { verifiedOn = "2025-13-01" }), "invalid-value", "/verifiedOn");

    [Test]
    public async Task A_verified_level_says_so_until_it_changes()
    {
        var (unit, ozgId) = NewCell();
        var verified = await Json(await Send(Writer(unit), unit, ozgId, await Given(unit, ozgId)));
        var same = await Report(unit, ozgId, new { level = 2, validOn = "2025-07-01" });
        var higher = await Report(unit, ozgId, new { level = 3, validOn = "2025-08-01" });

        Assert.That(verified.Text("verification"), Is.EqualTo("verified"));
        Assert.That(same.Text("verification"), Is.EqualTo("verified"));
        Assert.That(higher.Text("verification"), Is.EqualTo("unverified"));
        Assert.That((await GetJson(CellUrl(unit, ozgId) + "?asOf=2025-07-15")).Text("verification"), Is.EqualTo("verified"));
        Assert.That((await GetJson(CellUrl(unit, ozgId) + "?asOf=2025-05-15")).Text("verification"), Is.EqualTo("unverified"));
    }

    [Test]
    public async Task A_model_in_which_nothing_was_reported_cannot_be_verified()
    {
        var (unit, ozgId) = NewCell();
        await Given(unit, ozgId);

        await AssertProblem(await Send(Writer(unit), unit, ozgId, Verifications(new { model = "ozg-9.9" })), 404, "unknown-model");
    }

    protected override async Task<CellRequest> Given(string unit, string ozgId)
    {
        await Report(unit, ozgId, new { level = 2, validOn = "2025-05-01" });
        return WellFormed;
    }

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) => Task.FromResult((WellFormed, "nothing-reported"));

    static CellRequest Verifications(object body) => new(HttpMethod.Post, "/verifications", body);
}

public sealed class DisputeMaturityEndpointTests : CellCommandFixture
{
    protected override string Role => "coordinator";

    protected override string Recorded => "maturity_disputed";

    protected override CellRequest WellFormed => Disputes(new { reason = "Der Rückkanal fehlt.", disputedOn = "2025-06-01" });

    protected override MisshapenRequest Misshapen => new(Disputes(new { disputedOn = "2025-06-01" }), "missing-value", "/reason");

    [TestCase("Frag anna.schmidt@example.org")]
    [TestCase("Ruf an: 0228 77 12 34 56")]
    public async Task Personal_data_does_not_get_into_the_log(string reason) =>
        await AssertInvalid(await Send(Writer(Bonn), Bonn, Residence, Disputes(new { reason })), "personal-data", "/reason");

    [Test]
    public async Task Another_reason_is_another_dispute()
    {
        var (unit, ozgId) = NewCell();
        await Send(Writer(unit), unit, ozgId, await Given(unit, ozgId));

        var second = await Json(await Send(Writer(unit), unit, ozgId, Disputes(new { reason = "Der Link führt zu einem PDF.", disputedOn = "2025-06-02" })));

        Assert.That(second.Text("verification"), Is.EqualTo("disputed"));
        Assert.That(await History(unit, ozgId), Has.Length.EqualTo(3));
    }

    protected override async Task<CellRequest> Given(string unit, string ozgId)
    {
        await Report(unit, ozgId, new { level = 2, validOn = "2025-05-01" });
        return WellFormed;
    }

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) => Task.FromResult((WellFormed, "nothing-reported"));

    static CellRequest Disputes(object body) => new(HttpMethod.Post, "/disputes", body);
}

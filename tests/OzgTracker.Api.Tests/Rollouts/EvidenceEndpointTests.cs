using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class RecordEvidenceEndpointTests : CellCommandFixture
{
    protected override string[] OtherRoles => ["coordinator"];

    protected override string Recorded => "evidence_recorded";

    protected override CellRequest WellFormed => Evidence(new { source = "pvog", url = "https://example.org/a", seenAt = "2025-06-01T08:00:00Z", assuranceLevel = "substantial" });

    protected override MisshapenRequest Misshapen => new(Evidence(new { source = "hearsay", url = "https://example.org/a" }), "unknown-source", "/source");

    [Test]
    public async Task Evidence_sets_no_level()
    {
        var (unit, ozgId) = NewCell();

        var cell = await Json(await Send(Writer(unit), unit, ozgId, WellFormed));

        Assert.That(cell.Text("status"), Is.Not.EqualTo("reported"));
        Assert.That(cell.Text("evidence"), Is.EqualTo("supported"));
    }

    [Test]
    public async Task A_coordinator_of_the_Land_may_record_it_one_of_another_Land_may_not()
    {
        var (unit, ozgId) = NewCell();

        var own = await Send(App.ClientFor("coordinator", unit[..2]), unit, ozgId, WellFormed);
        var foreign = await Send(App.ClientFor("coordinator", "16"), unit, ozgId, WellFormed);

        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        await AssertProblem(foreign, 403, "outside-your-states");
    }

    [Test]
    public async Task Without_an_address_it_is_no_evidence() =>
        await AssertInvalid(await Send(Writer(Bonn), Bonn, Residence, Evidence(new { source = "self" })), "missing-value", "/url");

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) =>
        Task.FromResult((Evidence(new { url = "ftp://example.org/a" }), "evidence-not-http"));

    static CellRequest Evidence(object body) => new(HttpMethod.Post, "/evidence", body);
}

public sealed class RefuteEvidenceEndpointTests : CellCommandFixture
{
    protected override string[] OtherRoles => ["coordinator"];

    protected override string Recorded => "evidence_refuted";

    protected override CellRequest WellFormed => Refutations(new { source = "linkCheck", url = "https://example.org/a", seenAt = "2025-06-01T08:00:00Z", reason = "404" });

    protected override MisshapenRequest Misshapen => new(Refutations(new { source = "linkCheck", url = "https://example.org/a" }), "missing-value", "/reason");

    [Test]
    public async Task A_refuted_address_counts_until_the_service_is_seen_there_again()
    {
        var (unit, ozgId) = NewCell();

        var refuted = await Json(await Send(Writer(unit), unit, ozgId, await Given(unit, ozgId)));
        var seenAgain = await Json(await Writer(unit).Send(
            HttpMethod.Post, CellUrl(unit, ozgId) + "/evidence", new { source = "linkCheck", url = "https://example.org/a", seenAt = "2025-06-02T08:00:00Z" }));

        Assert.That(refuted.Text("evidence"), Is.EqualTo("refuted"));
        Assert.That(seenAgain.Text("evidence"), Is.EqualTo("supported"));
    }

    protected override async Task<CellRequest> Given(string unit, string ozgId)
    {
        await Report(unit, ozgId, new { level = 3, validOn = "2025-05-01", evidenceUrl = "https://example.org/a" });
        return WellFormed;
    }

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) => Task.FromResult((WellFormed, "no-such-evidence"));

    static CellRequest Refutations(object body) => new(HttpMethod.Post, "/evidence-refutations", body);
}

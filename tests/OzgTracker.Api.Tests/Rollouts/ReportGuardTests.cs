using OzgTracker.Api.Tests.Auth;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>What was true at the beginning of a file need not be at its end: every page asks anew, in its transaction.</summary>
[NonParallelizable]
public sealed class ReportGuardTests : ReportFileFixture
{
    [Test]
    public async Task A_key_that_is_revoked_in_the_middle_ends_the_answer()
    {
        var made = await Json(await App.ClientFor("admin").Send(HttpMethod.Post, "/v1/api-keys", new { name = "test-in-the-middle", role = "reporter", keys = (string[])["09"] }));
        var lines = NewLines(4);
        var before = await Events();
        using var upload = await RawUpload.Begin(Server, "/v1/reports", made.Text("secret")!);
        await upload.Send(lines[0] + "\n" + lines[1] + "\n");
        await upload.ReadUntil("\"index\":1");

        await App.ClientFor("admin").DeleteAsync($"/v1/api-keys/{made.Text("id")}");
        await upload.Send(lines[2] + "\n" + lines[3]);
        await upload.End();
        var (_, end) = await upload.ReadToEnd();

        Assert.That(end, Does.Contain("{\"error\":{\"code\":\"unauthenticated\"").And.Contain("\"processed\":2").And.Not.Contain("summary"));
        Assert.That(await Events() - before, Is.EqualTo(2));
    }

    [Test]
    public async Task A_page_whose_unit_ended_under_it_is_decided_anew()
    {
        var (gone, stays) = (Ags(900), Ags(901));
        var report = await MovedUnderWrite.Send(
            App, gone, stays, new DateOnly(2026, 1, 1), () => Post(Content(Line((gone, Residence), new(2025, 1, 1), 2) + "\n" + Line((stays, Residence), new(2025, 1, 1), 2))));

        var answer = LinesOf(await report.Content.ReadAsStringAsync());
        Assert.That((answer[0].Text("code"), answer[1].Text("status"), Summary(answer)), Is.EqualTo(("unit-dissolved", "accepted", Counts(1, 0, 1))));
    }
}

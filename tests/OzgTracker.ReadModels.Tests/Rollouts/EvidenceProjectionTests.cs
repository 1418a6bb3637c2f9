using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.ReadModels.Tests.Rollouts;

public sealed class EvidenceProjectionTests : ReferenceFixture
{
    const string A = "https://a.example/", B = "https://b.example/";

    static readonly string Long = "https://a.example/" + new string('ü', 1_980);
    static readonly DateTimeOffset At = new(2026, 5, 1, 8, 0, 0, TimeSpan.FromHours(2));

    protected override async Task Prepare()
    {
        await Append($"rollout-{Bonn}-{Residence}",
            new EvidenceRecorded(EvidenceSources.Pvog, A, At, AssuranceLevel.Low, "050000000000"), new EvidenceRecorded(EvidenceSources.LinkCheck, A, At, null),
            new EvidenceRefuted(EvidenceSources.LinkCheck, A, At.AddDays(1), "404"), new EvidenceRefuted(EvidenceSources.Pvog, B, At, "not-listed"),
            new EvidenceRecorded(EvidenceSources.Pvog, B, At.AddDays(2), AssuranceLevel.High), new EvidenceRecorded(EvidenceSources.Self, Long, At, null));
        await Append($"rollout-{Cologne}-{Residence}", new EvidenceRecorded(EvidenceSources.Pvog, A, At, null));
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task Each_source_has_its_last_word_on_each_address_of_each_cell() => Assert.That(
        await Lines("""
            select concat_ws('|', municipality, source, left(url, 19), to_char(seen_at at time zone 'UTC', 'MM-DD HH24'), assurance, area, refutation)
              from read.evidence
             order by municipality, source, url
            """),
        Is.EqualTo((string[])
        [
            $"{Bonn}|linkCheck|{A}|05-02 06|404", $"{Bonn}|pvog|{A}|05-01 06|low|050000000000", $"{Bonn}|pvog|{B}|05-03 06|high", $"{Bonn}|self|https://a.example/ü|05-01 06",
            $"{Cologne}|pvog|{A}|05-01 06",
        ]));

    [Test]
    public async Task An_address_of_any_length_is_found_by_its_hash()
    {
        await using var command = Store.DataSource.CreateCommand("select count(*) from read.evidence where url_hash = $1 and url = $2");
        command.Parameters.Add(new() { Value = EvidenceProjection.Hash(Long) });
        command.Parameters.Add(new() { Value = Long });

        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Pages_that_come_again_and_a_rebuild_change_nothing()
    {
        var before = await AllTables();

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%' returning name");
        await using (var again = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 3)) await Daemon.CatchUp(again);
        Assert.That(await AllTables(), Is.EqualTo(before), "again");

        await TakeInAnew(pageSize: 1);
        Assert.That(await AllTables(), Is.EqualTo(before), "anew");

        await Store.Projections.RebuildProjectionAsync("evidence", CancellationToken.None);
        Assert.That(await AllTables(), Is.EqualTo(before), "rebuilt");
    }
}

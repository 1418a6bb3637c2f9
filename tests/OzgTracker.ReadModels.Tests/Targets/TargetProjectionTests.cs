using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Targets;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Targets;

public sealed class TargetProjectionTests : ReferenceFixture
{
    static readonly TargetSet ThreeOfTwo = new("Zwei", "ozg-1.1", 3, May(31), [OzgId.Parse(ReferenceData.Residence), OzgId.Parse(ReferenceData.Passport)], null);

    protected override async Task Prepare()
    {
        await Append("target-05-zwei", ThreeOfTwo, new TargetRevised("Fokus", "ozg-1.1", 4, May(30), null, "fokus"));
        await Append("target-05-zwei-b", ThreeOfTwo);
        await Append("target-01-weg", ThreeOfTwo with { Model = "ozg-2.0" }, new TargetDropped());
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task A_row_says_what_the_fold_of_the_stream_says()
    {
        var rows = await TargetQueries.List(Store.DataSource, null, null, withDropped: true, null, 100, CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo((string[])["01-weg", "05-zwei", "05-zwei-b"]));
        await using var session = Store.LightweightSession();
        foreach (var row in rows)
        {
            var target = await session.Events.AggregateStreamAsync<Target>(TargetKey.StreamPrefix + row.Id, CancellationToken.None);
            var events = await session.Events.FetchStreamAsync(TargetKey.StreamPrefix + row.Id, CancellationToken.None);
            var goal = target.Goal!;
            Assert.That((row.Title, row.Model, row.Level, row.By, row.Tag), Is.EqualTo((goal.Title, goal.Model, goal.Level, goal.By, goal.Tag)));
            Assert.That(row.OzgIds, Is.EqualTo((goal.OzgIds ?? []).Select(id => id.Value)));
            Assert.That((row.State, row.IsDropped, row.Version), Is.EqualTo((row.Id[..2], target.IsDropped, target.Version)));
            Assert.That((row.SetAt, row.ChangedAt, row.Position), Is.EqualTo((events[0].Timestamp, events[^1].Timestamp, events[^1].Sequence)));
        }
    }

    [Test]
    public async Task Targets_are_filtered_and_come_in_pages()
    {
        Assert.That(await Ids(state: "05"), Is.EqualTo((string[])["05-zwei", "05-zwei-b"]));
        Assert.That(await Ids(model: "ozg-2.0"), Is.Empty, "It was dropped.");
        Assert.That(await Ids(model: "ozg-2.0", withDropped: true), Is.EqualTo((string[])["01-weg"]));
        Assert.That(await Ids(after: "05-zwei"), Is.EqualTo((string[])["05-zwei-b"]));
    }

    [Test]
    public async Task Pages_that_come_again_and_a_rebuild_change_nothing()
    {
        const string All = "select row::text from read.target_v1 as row order by 1";
        var before = await Lines(All);

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%' returning name");
        await Daemon.CatchUp(Store);
        var again = await Lines(All);
        await Store.Projections.RebuildProjectionAsync("target", CancellationToken.None);

        Assert.That(before, Has.Count.EqualTo(3));
        Assert.That(again, Is.EqualTo(before));
        Assert.That(await Lines(All), Is.EqualTo(before));
    }

    async Task<IEnumerable<string>> Ids(string? state = null, string? model = null, bool withDropped = false, string? after = null) =>
        (await TargetQueries.List(Store.DataSource, state, model, withDropped, after, 100, CancellationToken.None)).Select(row => row.Id);
}

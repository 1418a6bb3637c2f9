using System.Globalization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Rollouts;

/// <summary>Pages in which so many streams begin that their rows are copied; streams of all kinds, also with two models, and some that began before.</summary>
public sealed class ManyNewCellsTests : ReferenceFixture
{
    const int Cells = 300;

    protected override async Task Prepare()
    {
        RolloutKey[] cells =
        [
            .. from number in Enumerable.Range(0, Cells)
               select new RolloutKey(UnitId.Parse((5_000_000 + number).ToString("00000000", CultureInfo.InvariantCulture)), OzgId.Parse(ReferenceData.Residence)),
        ];
        await new RandomHistory(cells).Record(Store, 4 * Cells);
    }

    [Test]
    public async Task Large_pages_write_what_small_ones_write()
    {
        await TakeInAnew(pageSize: 7);
        var expected = await AllTables();
        await TakeInAnew(pageSize: 500);

        Assert.That(await AllTables(), Is.EqualTo(expected));
        Assert.That((await Lines("select count(*)::text from read.status where model = 'ozg-2.0'")).Single(), Is.Not.EqualTo("0"));
    }

    [Test]
    public async Task Taken_in_a_second_time_they_change_nothing()
    {
        await TakeInAnew(pageSize: 500);
        var expected = await AllTables();
        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:status_v%'");
        await using var again = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 500);
        await Daemon.CatchUp(again);

        Assert.That(await AllTables(), Is.EqualTo(expected));
    }
}

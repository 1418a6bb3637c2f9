using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class RebuildUnderCubeTests : CubeFixture
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override int Commands => 100;

    [Test]
    public async Task A_cube_that_follows_is_loaded_anew_after_a_rebuild_has_put_other_tables_in_its_place()
    {
        using var stop = new CancellationTokenSource();
        var following = Cube.FollowAsync(Store, stop.Token);
        try
        {
            await Store.Projections.RebuildProjectionAsync("status", CancellationToken.None);
            await History.Record(Store, 20);
            await Daemon.CatchUp(Store);

            var reached = await Cube.WaitForAsync(await Store.Feed.LastGivenAsync(CancellationToken.None), Patience, CancellationToken.None);

            Assert.That(reached, Is.True, "It stands still.");
        }
        finally
        {
            await stop.CancelAsync();
            await following;
        }
    }
}

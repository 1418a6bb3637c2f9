// The fixtures mostly wait for processes; a few at once keep two cores busy.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]

namespace OzgTracker.Faults;

/// <summary>Removes what all fixtures share.</summary>
[SetUpFixture]
public sealed class WholeRun
{
    [OneTimeTearDown]
    public async Task CleanUp()
    {
        await OwnServer.RemoveTemplate();
        ApiProcess.RemoveHome();
    }
}

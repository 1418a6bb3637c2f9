namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>Removes what the fixtures shared.</summary>
[SetUpFixture]
public sealed class SharedCluster
{
    [OneTimeTearDown]
    public void Remove() => TempHome.RemoveSeed();
}

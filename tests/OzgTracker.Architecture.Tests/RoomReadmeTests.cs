namespace OzgTracker.Architecture.Tests;

public sealed class RoomReadmeTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Rooms))]
    public void A_room_has_a_page_that_says_what_it_is(string project)
    {
        var readme = $"{Path.GetDirectoryName(project)}/README.md";

        Assert.That(Repository.Full(readme), Does.Exist, $"{readme}: purpose, vocabulary, invariants, where to start reading.");
    }
}

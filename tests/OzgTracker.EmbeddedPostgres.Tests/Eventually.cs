using System.Diagnostics;

namespace OzgTracker.EmbeddedPostgres.Tests;

static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static void Holds(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
            Assert.That(waited.Elapsed, Is.LessThan(Deadline), $"gave up waiting until {what}");
    }
}

using System.Globalization;

namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>The chance of a test: another one each time, printed, and the same again with <c>OZG_SEED</c>.</summary>
static class Seed
{
    public const string Variable = "OZG_SEED";

    public static Random Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        TestContext.Out.WriteLine($"{Variable}={seed}");
        return new Random(seed);
    }
}

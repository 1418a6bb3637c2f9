using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class RolloutKeyTests
{
    static readonly RolloutKey Bonn = new(UnitId.Parse("05314000"), OzgId.Parse("10124"));

    [Test]
    public void The_stream_is_named_after_unit_and_service() => Assert.That(Bonn.StreamKey, Is.EqualTo("rollout-05314000-10124"));

    [TestCase("rollout-05314000-10124")]
    [TestCase("rollout-05314-10124")]
    [TestCase("rollout-010515163-10124")]
    public void A_stream_key_names_its_cell(string streamKey)
    {
        var key = RolloutKey.TryParse(streamKey, out var parsed) ? parsed : default;

        Assert.That(key.StreamKey, Is.EqualTo(streamKey));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("rollout-")]
    [TestCase("rollout-05314000")]
    [TestCase("rollout-05314000-")]
    [TestCase("rollout--10124")]
    [TestCase("rollout-05314000-10124-2")]
    [TestCase("rollout-05314000-10124 ")]
    [TestCase("Rollout-05314000-10124")]
    [TestCase("municipality-05314000")]
    [TestCase("service-10124")]
    public void Other_streams_name_none(string? streamKey) => Assert.That(RolloutKey.TryParse(streamKey, out _), Is.False);
}

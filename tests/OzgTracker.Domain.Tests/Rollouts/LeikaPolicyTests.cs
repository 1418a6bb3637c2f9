using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class LeikaPolicyTests
{
    [TestCase(LeikaPolicy.Any, null, "4", 30, ExpectedResult = 4)]
    [TestCase(LeikaPolicy.Any, 2, "1", 30, ExpectedResult = 2)]
    [TestCase(LeikaPolicy.All, null, "4", 30, ExpectedResult = null, Description = "29 are unreported")]
    [TestCase(LeikaPolicy.All, null, "1,4", 2, ExpectedResult = 1)]
    [TestCase(LeikaPolicy.All, 2, "4", 2, ExpectedResult = 2, Description = "the whole speaks for the other one")]
    [TestCase(LeikaPolicy.All, 2, "3,4", 2, ExpectedResult = 3, Description = "nothing is left that the whole could speak for")]
    [TestCase(LeikaPolicy.ShareConform, null, "3,3", 4, ExpectedResult = 3, Description = "half of them")]
    [TestCase(LeikaPolicy.ShareConform, null, "3", 4, ExpectedResult = null, Description = "most are unreported")]
    [TestCase(LeikaPolicy.ShareConform, 1, "3,4", 5, ExpectedResult = 1)]
    [TestCase(LeikaPolicy.ShareConform, null, "0,1,2,3,4", 5, ExpectedResult = 2)]
    [TestCase(LeikaPolicy.ShareConform, null, "3,3,3", 2, ExpectedResult = 3, Description = "the catalogue lost one")]
    public int? The_level_by_a_policy(LeikaPolicy policy, int? whole, string named, int leikaCount) =>
        new LeikaLevels(whole, [.. named.Split(',').Select(short.Parse)]).Level(policy, leikaCount);

    [Test]
    public void Where_no_LeiKa_service_was_named_all_policies_agree()
    {
        var step = new Timeline(Folded(Reported(3, May(1))), "ozg-1.1").On(May(2));

        Assert.That(Enum.GetValues<LeikaPolicy>().Select(policy => step.LevelBy(policy, 30)), Is.All.EqualTo(3));
    }

    [Test]
    public void The_share_counts_unreported_ones_as_below()
    {
        Assert.That(new LeikaLevels(null, [2, 3, 4]).Share(3, 8), Is.EqualTo(0.25));
        Assert.That(new LeikaLevels(3, [2]).Share(3, 4), Is.EqualTo(0.75));
    }

    [Test]
    public void The_run_of_a_policy_is_its_own()
    {
        var timeline = new Timeline(
            Folded(Reported(1, May(1)), Reported(3, May(3), leika: [Registration]), Reported(3, May(9), leika: [Deregistration])), "ozg-1.1");

        Assert.That(timeline.Since(May(20)), Is.EqualTo(May(3)));
        Assert.That(timeline.Since(May(20), LeikaPolicy.All, 2), Is.EqualTo(May(9)));
    }
}

using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class CheckTests : RolloutSpecification
{
    static readonly MaturityVerified Verified = new(1, May(10), null);

    [Test]
    public void A_check_names_the_claim_that_decides() =>
        Given(Reported(1, May(1)), Reported(3, May(5)), Reported(2, May(3)))
            .When(new VerifyMaturity(May(10), "gone through"))
            .Then(new MaturityVerified(2, May(10), "gone through"));

    [Test]
    public void A_level_that_is_verified_is_not_verified_again() => Given(Reported(3, May(1)), Verified).When(new VerifyMaturity(May(12), null)).ThenNothing();

    [Test]
    public void A_verified_level_can_be_disputed_and_the_other_way_round()
    {
        Given(Reported(3, May(1)), Verified).When(new DisputeMaturity(May(12), "a PDF")).Then(new MaturityDisputed(1, May(12), "a PDF"));
        Given(Reported(3, May(1)), new MaturityDisputed(1, May(9), "a PDF")).When(new VerifyMaturity(May(12), null)).Then(new MaturityVerified(1, May(12), null));
    }

    [Test]
    public void What_is_not_reported_cannot_be_checked()
    {
        Given().When(new VerifyMaturity(May(10), null)).ThenRefused("nothing-reported");
        Given(NotCompetent(May(1))).When(new DisputeMaturity(May(10), "why")).ThenRefused("not-competent");
        Given(Reported(3, May(1))).When(new VerifyMaturity(May(21), null)).ThenRefused("date-in-future");
    }

    [Test]
    public void A_check_holds_as_long_as_the_level()
    {
        Assert.That(VerificationOf(Reported(3, May(1)), Verified), Is.EqualTo(Verification.Verified));
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Reported(3, May(12), Portal)), Is.EqualTo(Verification.Verified));
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Reported(2, May(12))), Is.EqualTo(Verification.Unverified));
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Reported(2, May(12)), Reported(3, May(14))), Is.EqualTo(Verification.Unverified));
    }

    [Test]
    public void A_correction_that_keeps_the_level_keeps_the_check_any_other_loses_it()
    {
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Corrected(1, 3, May(2))), Is.EqualTo(Verification.Verified));
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Corrected(1, 2, May(1))), Is.EqualTo(Verification.Unverified));
        Assert.That(VerificationOf(Reported(3, May(1)), Verified, Withdrawn(1), Reported(3, May(1))), Is.EqualTo(Verification.Unverified));
    }

    static Verification VerificationOf(params IRolloutEvent[] events) => new Timeline(Folded(events), "ozg-1.1").On(DateOnly.MaxValue).Verification;
}

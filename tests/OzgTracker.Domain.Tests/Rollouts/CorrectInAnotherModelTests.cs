using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class CorrectInAnotherModelTests() : RolloutSpecification(Facts with { Model = EightLevels })
{
    [Test]
    public void The_same_level_of_another_model_is_a_correction() =>
        Given(Reported(3, May(3)))
            .When(Correct(1, 3, May(3)))
            .Then(Corrected(1, 3, May(3), model: "ozg-2.0"));

    [Test]
    public void A_level_that_only_the_other_model_has_is_accepted() =>
        Given(Reported(3, May(3)))
            .When(Correct(1, 7, May(3)))
            .Then(Corrected(1, 7, May(3), model: "ozg-2.0"));
}

using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Tests.Maturity;

public sealed class PublishMaturityModelTests()
    : Specification<MaturityModel?, IMaturityModelEvent, MaturityModel>(null, MaturityModels.Evolve, MaturityModels.Decide)
{
    static readonly MaturityModel Model = OfficialModels.Ozg11;

    [Test]
    public void A_model_is_published() => Given().When(Model).Then(new MaturityModelPublished(Model));

    [Test]
    public void The_same_wording_again_is_nothing_new() =>
        Given(new MaturityModelPublished(Model)).When(Model with { Levels = [.. Model.Levels] }).ThenNothing();

    [Test]
    public void The_same_wording_read_back_from_the_log_is_nothing_new() =>
        Given(Stored.Reread(new MaturityModelPublished(Model))).When(Model).ThenNothing();

    [Test]
    public void Another_wording_is_published_anew() =>
        Given(new MaturityModelPublished(Model))
            .When(Model with { Source = "Bundesanzeiger" })
            .Then(new MaturityModelPublished(Model with { Source = "Bundesanzeiger" }));
}

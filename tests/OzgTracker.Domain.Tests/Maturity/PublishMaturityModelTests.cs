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

    [Test]
    public void Another_level_and_another_criterion_may_be_added()
    {
        var wider = Model with { Levels = [.. Model.Levels, new(5, "Neu", "New", "Neu.")], Criteria = [.. Model.Criteria, new("neu", "Neu", "New")] };

        Given(new MaturityModelPublished(Model)).When(wider).Then(new MaturityModelPublished(wider));
    }

    [Test]
    public void A_published_level_stays() =>
        Given(new MaturityModelPublished(Model)).When(Model with { Levels = [.. Model.Levels.SkipLast(1)] }).ThenRefused("model-shrinks");

    [Test]
    public void A_published_criterion_stays() =>
        Given(new MaturityModelPublished(Model))
            .When(Model with { Criteria = [.. Model.Criteria.Skip(1), new("neu", "Neu", "New")] })
            .ThenRefused("model-shrinks");

    [Test]
    public void The_names_of_what_stays_may_change()
    {
        var renamed = Model with { Criteria = [.. Model.Criteria.Select(criterion => criterion with { Name = criterion.Name + "!" })] };

        Given(new MaturityModelPublished(Model)).When(renamed).Then(new MaturityModelPublished(renamed));
    }

    [TestCase("ozg")]
    [TestCase("OZG-2.0")]
    [TestCase("ozg-2.0-entwurf")]
    [TestCase("ozg-")]
    [TestCase("ozg-2.0\n")]
    [TestCase("")]
    public void An_id_is_a_name_one_dash_and_a_version(string id) => Given().When(Model with { Id = id }).ThenRefused("model-not-sound");

    [TestCase]
    [TestCase(1, 2)]
    [TestCase(0, 2)]
    [TestCase(1, 0)]
    [TestCase(0, 0)]
    public void Levels_go_from_0_without_a_hole(params int[] levels) =>
        Given().When(Model with { Levels = [.. levels.Select(Level)], ConformityThreshold = 0 }).ThenRefused("model-not-sound");

    [Test]
    public void There_are_at_most_20_levels()
    {
        var most = Model with { Levels = [.. Enumerable.Range(0, 20).Select(Level)] };

        Given().When(most).Then(new MaturityModelPublished(most));
        Given().When(Model with { Levels = [.. Enumerable.Range(0, 21).Select(Level)] }).ThenRefused("model-not-sound");
    }

    [TestCase("Nachweise")]
    [TestCase("nach weise")]
    [TestCase("1nachweis")]
    [TestCase("")]
    [TestCase("nachweise")]
    public void Criteria_have_ids_of_their_own_in_lower_camel_case(string id) =>
        Given().When(Model with { Criteria = [.. Model.Criteria, new(id, "Zweite", "Second")] }).ThenRefused("model-not-sound");

    [TestCase(-1)]
    [TestCase(5)]
    public void The_threshold_is_one_of_the_levels(int threshold) => Given().When(Model with { ConformityThreshold = threshold }).ThenRefused("model-not-sound");

    [Test]
    public void The_official_models_are_sound([ValueSource(typeof(OfficialModels), nameof(OfficialModels.All))] MaturityModel official) =>
        Given().When(official).Then(new MaturityModelPublished(official));

    static MaturityLevel Level(int level) => new(level, $"Stufe {level}", $"Level {level}", "Beispiel.");
}

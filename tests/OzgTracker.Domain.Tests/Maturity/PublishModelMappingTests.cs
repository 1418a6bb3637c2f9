using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Tests.Maturity;

public sealed class PublishModelMappingTests()
    : Specification<ModelMapping?, IModelMappingEvent, PublishModelMapping>(null, ModelMapping.Evolve, ModelMappingDecider.Decide)
{
    static readonly DateOnly Day = new(2026, 1, 1);
    static readonly PublishModelMapping Mapping = Of((0, 0), (1, 1), (2, 2), (3, 3), (4, null));

    [Test]
    public void The_first_publication_has_version_1() => Given().When(Mapping).Then(Published(1, Mapping));

    [Test]
    public void The_same_again_is_nothing_new() => Given(Published(1, Mapping)).When(Of((4, null), (3, 3), (2, 2), (1, 1), (0, 0))).ThenNothing();

    [Test]
    public void The_same_read_back_from_the_log_is_nothing_new() => Given(Stored.Reread(Published(1, Mapping))).When(Mapping).ThenNothing();

    [Test]
    public void Another_twin_raises_the_version() =>
        Given(Published(1, Mapping), Published(2, Of((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))))
            .When(Mapping)
            .Then(Published(3, Mapping));

    [Test]
    public void Another_note_or_first_day_raises_the_version()
    {
        Given(Published(1, Mapping)).When(Mapping with { Note = "abgestimmt" }).Then(Published(2, Mapping with { Note = "abgestimmt" }));
        Given(Published(1, Mapping)).When(Mapping with { ValidFrom = Day.AddDays(1) }).Then(Published(2, Mapping with { ValidFrom = Day.AddDays(1) }));
    }

    [Test]
    public void Every_level_is_mapped_or_said_to_have_no_twin() => Given().When(Of((0, 0), (1, 1), (2, 2), (3, 3))).ThenRefused("mapping-incomplete");

    [TestCase(5, 0)]
    [TestCase(-1, 0)]
    [TestCase(4, 8)]
    [TestCase(4, -1)]
    public void Both_sides_have_the_levels_that_are_mapped(int from, int to) =>
        Given().When(Of([(0, 0), (1, 1), (2, 2), (3, 3), (4, null), (from, to)])).ThenRefused("level-outside-model");

    [Test]
    public void A_model_is_not_mapped_to_itself() => Given().When(Mapping with { To = OfficialModels.Ozg11 }).ThenRefused("mapping-to-itself");

    [TestCase(3, ExpectedResult = 3)]
    [TestCase(4, ExpectedResult = null)]
    [TestCase(5, ExpectedResult = null)]
    public int? A_level_without_a_twin_is_mapped_to_none(int level) => ModelMapping.Evolve(null, Published(1, Mapping)).Map(level);

    static PublishModelMapping Of(params (int From, int? To)[] levels)
    {
        var map = new Dictionary<int, int?>();
        foreach (var (from, to) in levels) map[from] = to;
        return new PublishModelMapping(OfficialModels.Ozg11, OfficialModels.Ozg20, map, "Vorschlag", Day);
    }

    static ModelMappingPublished Published(int version, PublishModelMapping said) =>
        new("ozg-1.1", "ozg-2.0", version, new SortedDictionary<int, int?>(said.Levels.ToDictionary()), said.Note, said.ValidFrom);
}

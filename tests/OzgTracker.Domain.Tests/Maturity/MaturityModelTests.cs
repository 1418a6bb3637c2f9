using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Tests.Maturity;

public sealed class MaturityModelTests
{
    [TestCase(-1, ExpectedResult = false)]
    [TestCase(0, ExpectedResult = true)]
    [TestCase(4, ExpectedResult = true)]
    [TestCase(5, ExpectedResult = false)]
    public bool Model_1_1_has_the_levels_0_to_4(int level) => OfficialModels.Ozg11.Has(level);

    [TestCase(2, ExpectedResult = false)]
    [TestCase(3, ExpectedResult = true)]
    [TestCase(4, ExpectedResult = true)]
    public bool Model_1_1_is_conform_from_level_3(int level) => OfficialModels.Ozg11.IsConform(level);

    [Test]
    public void Model_1_1_has_ten_criteria() =>
        Assert.That(OfficialModels.Ozg11.Criteria.Select(criterion => criterion.Id).Distinct().Count(), Is.EqualTo(10));

    [Test]
    public void Model_1_1_is_the_default() => Assert.That(OfficialModels.Ozg11.Id, Is.EqualTo(MaturityModel.Default));

    [Test]
    public void Its_levels_are_numbered_from_0_without_a_hole() =>
        Assert.That(OfficialModels.Ozg11.Levels.Select(level => level.Level), Is.EqualTo(Enumerable.Range(0, 5)));

    [Test]
    public void Model_2_0_has_the_levels_0_to_7_and_thirteen_criteria()
    {
        Assert.That(OfficialModels.Ozg20.Levels.Select(level => level.Level), Is.EqualTo(Enumerable.Range(0, 8)));
        Assert.That(OfficialModels.Ozg20.Criteria.Select(criterion => criterion.Id).Distinct().Count(), Is.EqualTo(13));
    }

    /// <summary>Nobody may take a name for official that we do not know.</summary>
    [Test]
    public void Every_name_of_model_2_0_says_that_it_is_a_placeholder()
    {
        var names = OfficialModels.Ozg20.Levels.Select(level => (level.Name, level.NameEn))
            .Concat(OfficialModels.Ozg20.Criteria.Select(criterion => (criterion.Name, criterion.NameEn)));

        Assert.That(names, Has.All.Matches<(string De, string En)>(name =>
            name.De.EndsWith("(Platzhalter)", StringComparison.Ordinal) && name.En.EndsWith("(placeholder)", StringComparison.Ordinal)));
        Assert.That(OfficialModels.Ozg20.Source, Does.Contain("Threshold: not official"));
    }
}

using System.Text.RegularExpressions;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class StateCodeTests
{
    [Test]
    public void There_are_sixteen() => Assert.That(StateCode.All, Has.Count.EqualTo(16));

    [Test]
    public void All_of_them_parse() => Assert.That(StateCode.All.Select(code => StateCode.Parse(code.Value)), Is.EqualTo(StateCode.All));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.InsteadOf), new object[] { "05" })]
    [TestCase("1")]
    [TestCase("99")]
    public void Anything_else_is_none(string? text) => Assert.That(StateCode.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => StateCode.Parse("17"), Throws.TypeOf<FormatException>().With.Message.Contains("'17'"));

    [TestCaseSource(typeof(StateCode), nameof(StateCode.All))]
    public void Its_facts_carry_its_number(StateCode code) => Assert.That(code.Facts.Code, Is.EqualTo(code.Value));

    [Test]
    public void Nordrhein_Westfalen_is_05() => Assert.That(StateCode.Parse("05").Facts.Iso, Is.EqualTo("DE-NW"));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(KeyLikeText)])]
    public bool The_published_pattern_accepts_the_same_texts(KeyLikeText text) =>
        Regex.IsMatch(text.Value, StateCode.Pattern) == StateCode.TryParse(text.Value, out _);
}

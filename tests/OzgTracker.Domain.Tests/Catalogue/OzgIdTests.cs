using System.Text.RegularExpressions;
using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class OzgIdTests
{
    [TestCase("10000")]
    [TestCase("10601")]
    public void Five_digits_that_start_with_1_are_an_id(string text) => Assert.That(OzgId.Parse(text).Value, Is.EqualTo(text));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.WithoutRespectToItsStart), new object[] { "10124" })]
    [TestCase("20124")]
    [TestCase("00124")]
    public void Anything_else_is_none(string? text) => Assert.That(OzgId.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => OzgId.Parse("1012"), Throws.TypeOf<FormatException>().With.Message.Contains("'1012'"));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(KeyLikeText)])]
    public bool The_published_pattern_accepts_the_same_texts(KeyLikeText text) =>
        Regex.IsMatch(text.Value, OzgId.Pattern) == OzgId.TryParse(text.Value, out _);
}

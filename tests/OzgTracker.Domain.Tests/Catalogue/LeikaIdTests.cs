using System.Text.RegularExpressions;
using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class LeikaIdTests
{
    [Test]
    public void Fourteen_digits_that_start_with_99_are_a_key() =>
        Assert.That(LeikaId.Parse("99115005060000").Value, Is.EqualTo("99115005060000"));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.WithoutRespectToItsStart), new object[] { "99115005060000" })]
    [TestCase("98115005060000")]
    [TestCase("nicht im LeiKa")]
    [TestCase("99 115 005 060")]
    public void Anything_else_is_none(string? text) => Assert.That(LeikaId.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => LeikaId.Parse("nicht im LeiKa"), Throws.TypeOf<FormatException>().With.Message.Contains("'nicht im LeiKa'"));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(KeyLikeText)])]
    public bool The_published_pattern_accepts_the_same_texts(KeyLikeText text) =>
        Regex.IsMatch(text.Value, LeikaId.Pattern) == LeikaId.TryParse(text.Value, out _);
}

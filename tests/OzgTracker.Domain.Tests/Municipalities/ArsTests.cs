using System.Text.RegularExpressions;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class ArsTests
{
    [TestCase("053140000000")]
    [TestCase("010510044044")]
    public void Twelve_digits_are_a_key(string text) => Assert.That(Ars.Parse(text).Value, Is.EqualTo(text));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.InsteadOf), new object[] { "053140000000" })]
    public void Anything_else_is_none(string? text) => Assert.That(Ars.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => Ars.Parse("05314000"), Throws.TypeOf<FormatException>().With.Message.Contains("'05314000'"));

    [Test]
    public void Its_first_nine_digits_are_the_Verband() => Assert.That(Ars.Parse("010515163010").Association, Is.EqualTo("010515163"));

    [Test]
    public void It_holds_the_AGS_around_the_Verband() => Assert.That(Ars.Parse("010515163010").Ags, Is.EqualTo(Ags.Parse("01051010")));

    [TestCase("05", ExpectedResult = "050000000000")]
    [TestCase("01051", ExpectedResult = "010510000000")]
    [TestCase("010515163", ExpectedResult = "010515163000")]
    public string Keys_of_higher_units_are_padded_with_zeros(string key) => Ars.Padded(key).Value;

    [TestCase("")]
    [TestCase("0105100440440")]
    [TestCase("0105A")]
    public void Other_texts_are_not_padded(string key) => Assert.That(() => Ars.Padded(key), Throws.TypeOf<FormatException>());

    [FsCheck.NUnit.Property(Arbitrary = [typeof(KeyLikeText)])]
    public bool The_published_pattern_accepts_the_same_texts(KeyLikeText text) =>
        Regex.IsMatch(text.Value, Ars.Pattern) == Ars.TryParse(text.Value, out _);
}

using System.Text.RegularExpressions;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class AgsTests
{
    [TestCase("05314000")]
    [TestCase("01001000")]
    [TestCase("16077055")]
    public void Eight_digits_are_a_key(string text) => Assert.That(Ags.Parse(text).Value, Is.EqualTo(text));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.InsteadOf), new object[] { "05314000" })]
    public void Anything_else_is_none(string? text) => Assert.That(Ags.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => Ags.Parse("5314000"), Throws.TypeOf<FormatException>().With.Message.Contains("'5314000'"));

    [Test]
    public void Its_first_two_digits_are_the_Land() => Assert.That(Ags.Parse("05314000").State, Is.EqualTo(StateCode.Parse("05")));

    [Test]
    public void Its_first_five_digits_are_the_Kreis() => Assert.That(Ags.Parse("14626110").District, Is.EqualTo("14626"));

    [TestCase("05314000", ExpectedResult = true)]
    [TestCase("14626110", ExpectedResult = false)]
    public bool A_kreisfreie_Stadt_ends_in_000(string text) => Ags.Parse(text).IsDistrictFree;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(KeyLikeText)])]
    public bool The_published_pattern_accepts_the_same_texts(KeyLikeText text) =>
        Regex.IsMatch(text.Value, Ags.Pattern) == Ags.TryParse(text.Value, out _);
}

using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class UnitIdTests
{
    [TestCase("05314000", Description = "Gemeinde")]
    [TestCase("01051", Description = "Kreis")]
    [TestCase("010515163", Description = "Gemeindeverband")]
    public void Five_eight_or_nine_digits_are_an_id(string text) => Assert.That(UnitId.Parse(text).Value, Is.EqualTo(text));

    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.InsteadOf), new object[] { "01051" })]
    [TestCaseSource(typeof(NoKeys), nameof(NoKeys.InsteadOf), new object[] { "010515163" })]
    [TestCase("0531400", Description = "7 digits")]
    [TestCase("053140000000", Description = "12 digits")]
    public void Anything_else_is_none(string? text) => Assert.That(UnitId.TryParse(text, out _), Is.False);

    [Test]
    public void Parsing_anything_else_says_what_was_given() =>
        Assert.That(() => UnitId.Parse("0531400"), Throws.TypeOf<FormatException>().With.Message.Contains("'0531400'"));

    [Test]
    public void Its_first_two_digits_are_the_Land() => Assert.That(UnitId.Parse("010515163").State, Is.EqualTo(StateCode.Parse("01")));
}

using FsCheck;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class RoundedRatioTests
{
    [TestCase(1, 2, "0.5")]
    [TestCase(1, 3, "0.3333")]
    [TestCase(2, 3, "0.6667")]
    [TestCase(7, 7, "1")]
    [TestCase(0, 7, "0")]
    [TestCase(9_999, 10_000, "0.9999")]
    [TestCase(10_750, 10_751, "0.9999")]
    [TestCase(99_999, 100_000, "1")]
    [TestCase(17, 5, "3.4")]
    public void A_share_has_four_digits(long numerator, long denominator, string expected) =>
        Assert.That(RoundedRatio.Of(numerator, denominator)?.ToString(System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(expected));

    /// <summary>The nearest floating-point numbers to 0.01235 and 0.00015 lie below them: a rule that trusts these rounds down.</summary>
    [TestCase(1, 20_000, "0.0001")]
    [TestCase(1, 800, "0.0013")]
    [TestCase(247, 20_000, "0.0124")]
    [TestCase(20_001, 20_000, "1.0001")]
    [TestCase(3, 20_000, "0.0002")]
    public void A_half_is_rounded_up(long numerator, long denominator, string expected) =>
        Assert.That(RoundedRatio.Of(numerator, denominator)?.ToString(System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(expected));

    [Test]
    public void Nothing_is_a_share_of_nothing() => Assert.That(RoundedRatio.Of(0, 0), Is.Null);

    [Test]
    public void All_inhabitants_of_Germany_in_all_services_and_three_layers_fit() =>
        Assert.That(RoundedRatio.Of(83_500_000L * 575 * 3, 83_500_000L * 575 * 3 * 2), Is.EqualTo(0.5m));

    [Test]
    public void What_does_not_fit_is_no_wrong_number() =>
        Assert.That(() => RoundedRatio.Of(long.MaxValue, 3), Throws.InstanceOf<OverflowException>());

    [TestCase(-1, 2)]
    [TestCase(1, -2)]
    public void Counts_are_not_negative(long numerator, long denominator) =>
        Assert.That(() => RoundedRatio.Of(numerator, denominator), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [FsCheck.NUnit.Property]
    public bool It_is_what_decimal_arithmetic_says(NonNegativeInt numerator, PositiveInt denominator) =>
        RoundedRatio.Of(numerator.Get, denominator.Get) == decimal.Round((decimal)numerator.Get / denominator.Get, 4, MidpointRounding.AwayFromZero);
}

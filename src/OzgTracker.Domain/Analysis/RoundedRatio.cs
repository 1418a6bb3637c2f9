namespace OzgTracker.Domain.Analysis;

/// <summary>The one way in which a share or a mean is rounded.</summary>
/// <remarks>
/// Half away from zero, on whole numbers alone, so it equals <c>round(a::numeric / b, digits)</c> of PostgreSQL to the last digit; a
/// floating-point quotient would be wrong where the digit after the last is exactly a five. Trailing zeros are not kept: a half is 0.5.
/// </remarks>
public static class RoundedRatio
{
    /// <summary>Decimal digits of every share and mean.</summary>
    public const int Digits = 4;

    static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>The quotient; null when the denominator is 0.</summary>
    /// <param name="numerator">Not negative.</param>
    /// <param name="denominator">Not negative.</param>
    /// <param name="digits">Decimal digits, 0 to 6.</param>
    /// <exception cref="OverflowException">The numerator times ten to the digits is beyond 64 bits: 900 trillion for four digits.</exception>
    public static decimal? Of(long numerator, long denominator, int digits = Digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfNegative(denominator);
        if (denominator == 0) return null;

        var scale = PowersOfTen[digits];
        var (quotient, rest) = Math.DivRem(checked(numerator * scale), denominator);
        if (rest >= denominator - rest) quotient++;
        return (decimal)quotient / scale;
    }
}

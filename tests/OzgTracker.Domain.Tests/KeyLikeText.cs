using FsCheck;
using FsCheck.Fluent;

namespace OzgTracker.Domain.Tests;

/// <summary>Text of characters that keys and their near misses are made of.</summary>
/// <remarks>Without line breaks: <c>$</c> of a .NET regular expression lets a last one pass, that of OpenAPI does not.</remarks>
public sealed record KeyLikeText(string Value)
{
    public static Arbitrary<KeyLikeText> Texts()
    {
        var start = Gen.Elements("", "0", "00", "01", "05", "10", "16", "17", "99", "1");
        var rest = Gen.Elements("0123456789A \u0665\uff15".ToCharArray());
        var digits = Gen.Elements("0123456789".ToCharArray());
        var texts =
            from prefix in start
            from length in Gen.Elements(0, 3, 4, 5, 6, 7, 10, 12)
            from characters in Gen.Frequency((3, digits.ArrayOf(length)), (1, rest.ArrayOf(length)))
            select new KeyLikeText(prefix + new string(characters));
        return texts.ToArbitrary();
    }
}

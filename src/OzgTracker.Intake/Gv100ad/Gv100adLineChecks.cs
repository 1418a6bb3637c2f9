using System.Globalization;
using OzgTracker.Domain.Municipalities;
using static OzgTracker.Intake.Gv100adLayout;

namespace OzgTracker.Intake;

/// <summary>What a single line of GV100AD must fulfil, in the order in which a person would look.</summary>
static class Gv100adLineChecks
{
    /// <summary>Nobody and nothing in one line is larger than Germany; keeps sums of garbage small as well.</summary>
    const int LargestNumber = 100_000_000;

    /// <summary>True when the line starts as every record does: a known Satzart and eight digits for the day.</summary>
    public static bool StartsLikeRecord(string text) =>
        KeyPattern(Satzart.Of(text)) is not null && AsOf.Of(text) is { Length: 8 } day && !day.ContainsAnyExceptInRange('0', '9');

    /// <summary>The first thing that is wrong with a line, or null.</summary>
    public static LineError? FirstFault(int number, string text) =>
        CharacterFault(number, text)
        ?? SatzartFault(number, text)
        ?? LengthFault(number, text)
        ?? DayFault(number, text)
        ?? KeyFault(number, text)
        ?? NameFault(number, text)
        ?? DesignationFault(number, text)
        ?? AssociationFault(number, text)
        ?? (Satzart.Of(text) is "60" ? FigureFault(number, text) : null);

    /// <summary>Reads a day that <see cref="FirstFault"/> has let pass.</summary>
    public static DateOnly AsOfDay(string text) => DateOnly.ParseExact(AsOf.Of(text), "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>A line that ends too early in a file whose other lines are whole, or that lacks what we need.</summary>
    public static LineError Cut(int number, int length, string why) => new(
        number, length + 1, null, "line-cut",
        $"Expected {Length} characters; the line ends after {length}. {why}");

    static LineError? CharacterFault(int number, string text)
    {
        var at = text.AsSpan().IndexOfAny(UnwantedCharacters.All);
        return at < 0 ? null : new(number, at + 1, null, "unwanted-character", UnwantedCharacters.Describe(text[at]));
    }

    static LineError? SatzartFault(int number, string text)
    {
        if (text.Length < Satzart.To) return Cut(number, text.Length, "Fields are missing.");

        return KeyPattern(Satzart.Of(text)) is not null
            ? null
            : Wrong(number, Satzart, "unknown-satzart", "10, 20, 30, 40, 50 or 60", Satzart.Of(text));
    }

    static LineError? LengthFault(int number, string text)
    {
        if (text.Length > Length)
        {
            return new(
                number, Length + 1, null, "line-length",
                $"Expected {Length} characters; found {text.Length}. Something was inserted, so every later field has moved.");
        }

        if (text.Length < LastNeeded(text)) return Cut(number, text.Length, "Fields are missing.");

        return text.Length < Length && text[^1] == ' ' ? Cut(number, text.Length, "It ends in the middle of a field.") : null;
    }

    /// <summary>The last character without which a record says too little, when its trailing blanks have been cut off.</summary>
    static int LastNeeded(string text) => Satzart.Of(text) switch
    {
        "10" => Seat.From,
        "20" or "30" => Name.From,
        "40" or "50" => Textkennzeichen.To,
        _ => IsGemeindefrei(DesignationCode.Of("60", Textkennzeichen.TextOf(text))) ? MalePopulation.To : PostalCode.To,
    };

    static LineError? DayFault(int number, string text) =>
        DateOnly.TryParseExact(AsOf.Of(text), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : Wrong(number, AsOf, "as-of-invalid", "a day as YYYYMMDD", AsOf.Of(text));

    static LineError? KeyFault(int number, string text)
    {
        var (pattern, key) = (KeyPattern(Satzart.Of(text))!, Key.TextOf(text));
        var at = FirstDifference(pattern, key);
        if (at >= 0)
        {
            return new(
                number, Key.From + at, Key.Name, "key-invalid",
                $"Expected '{pattern.TrimEnd()}' (9 = digit) in Satzart {Satzart.Of(text)}; found {Excerpt.Of(key.AsSpan().TrimEnd())}.");
        }

        return StateCode.TryParse(key[..2], out _)
            ? null
            : Wrong(number, Key, "key-invalid", "a Land from 01 to 16", key.AsSpan(0, 2));
    }

    static int FirstDifference(string pattern, string key)
    {
        for (var at = 0; at < key.Length; at++)
            if (pattern[at] == '9' ? !char.IsAsciiDigit(key[at]) : key[at] != ' ') return at;
        return -1;
    }

    static LineError? NameFault(int number, string text) => Name.Of(text).IsWhiteSpace()
        ? Wrong(number, Name, "name-missing", "a name", [])
        : null;

    static LineError? DesignationFault(int number, string text)
    {
        var (satzart, code) = (Satzart.TextOf(text), Textkennzeichen.TextOf(text));
        if (satzart is "10" or "20" or "30" || code is DesignationCode.WithoutAssociation && satzart == "50") return null;

        return DesignationCode.Of(satzart, code) is not null
            ? null
            : Wrong(number, Textkennzeichen, "unknown-textkennzeichen", $"{DesignationCode.Expected(satzart)} in Satzart {satzart}", code);
    }

    /// <summary>The number of the Verband tells the same as the Textkennzeichen, in official files without exception.</summary>
    static LineError? AssociationFault(int number, string text)
    {
        var (code, association) = (Textkennzeichen.TextOf(text), Key.TextOf(text)[^4..]);
        var expected = (Satzart.TextOf(text), code) switch
        {
            ("50", DesignationCode.WithoutAssociation) => association[0] == '5' ? "another first digit than 5" : null,
            ("50", _) => association[0] == '5' ? null : "5 as first digit",
            ("60", "61" or "62") => association is "0000" ? null : "0000",
            ("60", "65" or "66") => association[0] == '9' ? null : "9 as first digit",
            ("60", _) => association[0] is '0' or '5' ? null : "0 or 5 as first digit",
            _ => null,
        };
        return expected is null ? null : Wrong(
            number, Key, "key-inconsistent", $"{expected} of the Verband number under Textkennzeichen {code}", association, offset: 8);
    }

    static LineError? FigureFault(int number, string text) =>
        NumberFault(number, text, Area)
        ?? NumberFault(number, text, Population)
        ?? NumberFault(number, text, MalePopulation)
        ?? PostalCodeFault(number, text);

    static LineError? NumberFault(int number, string text, FixedField field)
    {
        var content = field.Of(text);
        var letter = content.IndexOfAnyExceptInRange('0', '9');
        if (letter >= 0) return Wrong(number, field, "number-invalid", "11 digits", content, letter);

        return long.Parse(content, CultureInfo.InvariantCulture) <= LargestNumber
            ? null
            : Wrong(number, field, "number-too-large", "at most 100000000", content);
    }

    static LineError? PostalCodeFault(int number, string text)
    {
        var content = PostalCode.Of(text);
        return content.IsWhiteSpace() || content.Length == 5 && !content.ContainsAnyExceptInRange('0', '9')
            ? null
            : Wrong(number, PostalCode, "postal-code-invalid", "5 digits or blanks", content);
    }

    /// <summary>Unpeopled records have no postal code, so they may end earlier.</summary>
    public static bool IsGemeindefrei(UnitDesignation? designation) =>
        designation is UnitDesignation.GemeindefreiBewohnt or UnitDesignation.GemeindefreiUnbewohnt;

    /// <summary>Where a Satzart has digits (9) in its key and where blanks; null for a Satzart that does not exist.</summary>
    static string? KeyPattern(ReadOnlySpan<char> satzart) => satzart switch
    {
        "10" => "99          ",
        "20" => "999         ",
        "30" => "9999        ",
        "40" => "99999       ",
        "50" => "99999   9999",
        "60" => "999999999999",
        _ => null,
    };

    static LineError Wrong(int number, FixedField field, string code, string expected, ReadOnlySpan<char> found, int offset = 0) =>
        new(number, field.From + offset, field.Name, code, $"Expected {expected}; found {Excerpt.Of(found)}.");
}

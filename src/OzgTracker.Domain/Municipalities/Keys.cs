using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OzgTracker.Domain.Municipalities;

/// <summary>The official municipality key (<i>Amtlicher Gemeindeschlüssel</i>): Land 2, Regierungsbezirk 1, Kreis 2, Gemeinde 3 digits.</summary>
/// <remarks>Always text: half of the Länder start with a zero. There is no check digit, so a well-formed key may still be unknown.</remarks>
[JsonConverter(typeof(AgsConverter))]
public readonly record struct Ags
{
    /// <summary>What a key looks like: eight ASCII digits that start with the number of a Land, 01 to 16.</summary>
    public const string Pattern = "^(0[1-9]|1[0-6])[0-9]{6}$";

    Ags(string value) => Value = value;

    /// <summary>The eight digits.</summary>
    public string Value { get; }

    /// <summary>The Land, the first two digits.</summary>
    public StateCode State => StateCode.Parse(Value[..2]);

    /// <summary>The Kreis, the first five digits; for a kreisfreie Stadt it names the city itself.</summary>
    public string District => Value[..5];

    /// <summary>True for kreisfreie Städte and Stadtkreise, whose Gemeinde part is 000.</summary>
    public bool IsDistrictFree => Value.EndsWith("000", StringComparison.Ordinal);

    /// <summary>Takes eight digits as they stand; blanks, other digits than 0-9 or a missing leading zero make it false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ags ags)
    {
        var valid = text is { Length: 8 } && Digits.Only(text) && StateCode.TryParse(text[..2], out _);
        ags = valid ? new Ags(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be a key.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Ags Parse(string text) => TryParse(text, out var ags) ? ags : throw new FormatException($"'{text}' is not an AGS of 8 digits.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The official regional key (<i>Amtlicher Regionalschlüssel</i>): an AGS with four digits for the Gemeindeverband in its middle.</summary>
/// <remarks>The four digits are 0000 for a kreisfreie Stadt, 0… for a Gemeinde without, 5… with a Gemeindeverband, 9… for a gemeindefreies Gebiet.</remarks>
[JsonConverter(typeof(ArsConverter))]
public readonly record struct Ars
{
    /// <summary>What a key looks like: twelve ASCII digits that start with the number of a Land, 01 to 16.</summary>
    public const string Pattern = "^(0[1-9]|1[0-6])[0-9]{10}$";

    Ars(string value) => Value = value;

    /// <summary>The twelve digits; those of a Kreis or a Verband are padded with zeros on the right.</summary>
    public string Value { get; }

    /// <summary>Kreis (5 digits) and Gemeindeverband (4): the first nine digits.</summary>
    public string Association => Value[..9];

    /// <summary>The AGS inside, only meaningful for the key of a Gemeinde.</summary>
    public Ags Ags => Ags.Parse(string.Concat(Value.AsSpan(0, 5), Value.AsSpan(9, 3)));

    /// <summary>Takes twelve digits as they stand.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ars ars)
    {
        var valid = text is { Length: 12 } && Digits.Only(text) && StateCode.TryParse(text[..2], out _);
        ars = valid ? new Ars(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be a key.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Ars Parse(string text) => TryParse(text, out var ars) ? ars : throw new FormatException($"'{text}' is not an ARS of 12 digits.");

    /// <summary>Pads the shorter key of a Land, a Kreis (5) or a Gemeindeverband (9) with zeros, as official files write higher units.</summary>
    /// <exception cref="FormatException">The key is longer than twelve digits or has other characters.</exception>
    public static Ars Padded(string key) => Parse(key.PadRight(12, '0'));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The identity of a reporting unit: the key it was first registered under, kept for ever (DESIGN D5).</summary>
/// <remarks>Eight digits for a Gemeinde, five for a Kreis, nine for a Gemeindeverband. It never changes, even when the unit's AGS does.</remarks>
[JsonConverter(typeof(UnitIdConverter))]
public readonly record struct UnitId
{
    UnitId(string value) => Value = value;

    /// <summary>The digits.</summary>
    public string Value { get; }

    /// <summary>The Land that the unit was first registered in.</summary>
    public StateCode State => StateCode.Parse(Value[..2]);

    /// <summary>Takes 5, 8 or 9 digits that start with the number of a Land.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UnitId id)
    {
        var valid = text is { Length: 5 or 8 or 9 } && Digits.Only(text) && StateCode.TryParse(text[..2], out _);
        id = valid ? new UnitId(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be an id.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static UnitId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a unit id of 5, 8 or 9 digits.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

static class Digits
{
    /// <summary>ASCII only: <see cref="char.IsDigit(char)"/> would let Arabic-Indic and full-width digits pass.</summary>
    public static bool Only(string text) => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}

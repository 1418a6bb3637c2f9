using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OzgTracker.Domain.Catalogue;

/// <summary>The number of an OZG service (<i>OZG-Leistung</i>, a bundle of LeiKa services): five digits that start with 1.</summary>
[JsonConverter(typeof(OzgIdConverter))]
public readonly record struct OzgId
{
    /// <summary>What an id looks like.</summary>
    public const string Pattern = "^1[0-9]{4}$";

    OzgId(string value) => Value = value;

    /// <summary>The five digits.</summary>
    public string Value { get; }

    /// <summary>Takes five ASCII digits as they stand.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OzgId id)
    {
        var valid = text is { Length: 5 } && text[0] == '1' && Municipalities.Digits.Only(text);
        id = valid ? new OzgId(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be an id.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OzgId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an OZG id of 5 digits.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The key of a single administrative service in the LeiKa: 99, group 3, service 3, act (<i>Verrichtung</i>) 3, detail 3 digits.</summary>
[JsonConverter(typeof(LeikaIdConverter))]
public readonly record struct LeikaId
{
    /// <summary>What a key looks like.</summary>
    public const string Pattern = "^99[0-9]{12}$";

    LeikaId(string value) => Value = value;

    /// <summary>The fourteen digits.</summary>
    public string Value { get; }

    /// <summary>Takes fourteen ASCII digits as they stand.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LeikaId id)
    {
        var valid = text is { Length: 14 } && text.StartsWith("99", StringComparison.Ordinal) && Municipalities.Digits.Only(text);
        id = valid ? new LeikaId(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be a key.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LeikaId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a LeiKa key of 14 digits that start with 99.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

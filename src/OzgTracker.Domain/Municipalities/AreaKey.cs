using System.Diagnostics.CodeAnalysis;

namespace OzgTracker.Domain.Municipalities;

/// <summary>An area as official sources name it (<i>Gebiet</i>): a Gemeinde, or a Verband, Kreis, Regierungsbezirk, Land or the Bund with all that is in it.</summary>
/// <remarks>Twelve digits, higher areas padded with zeros, the Bund all zeros; eight where a source knows an AGS and so no Verband.</remarks>
public readonly record struct AreaKey
{
    const int RegionalLength = 12;

    AreaKey(string value) => Value = value;

    /// <summary>All of Germany.</summary>
    public static AreaKey Bund { get; } = new(new string('0', RegionalLength));

    /// <summary>Twelve digits, or the eight of an AGS.</summary>
    public string Value { get; }

    /// <summary>Takes the 2 digits of a Land, 3, 5 (Kreis), 8 (AGS), 9 (Verband) or 12; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AreaKey area)
    {
        area = default;
        if (text is not { Length: 2 or 3 or 5 or 8 or 9 or RegionalLength } || !Digits.Only(text)) return false;

        var padded = text switch
        {
            { Length: 8 } when text.EndsWith("000", StringComparison.Ordinal) => Padded(text[..5]),
            { Length: 8 } => text,
            _ => Padded(text),
        };
        if (padded != Bund.Value && !StateCode.TryParse(padded[..2], out _)) return false;

        area = new AreaKey(padded);
        return true;
    }

    /// <summary>The areas that a unit lies in, its own first and the Bund last.</summary>
    /// <param name="ars">Its regional key.</param>
    /// <param name="ags">Its municipality key, where it has one.</param>
    public static IReadOnlyList<AreaKey> Around(string ars, string? ags)
    {
        var areas = new List<AreaKey>(7);
        foreach (var key in (ReadOnlySpan<string?>)[ars, ags, Padded(ars[..9]), Padded(ars[..5]), Padded(ars[..3]), Padded(ars[..2]), Bund.Value])
            if (TryParse(key, out var area) && !areas.Contains(area)) areas.Add(area);
        return areas;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    static string Padded(string key) => key.PadRight(RegionalLength, '0');
}

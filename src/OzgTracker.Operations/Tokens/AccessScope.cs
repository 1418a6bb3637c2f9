using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Operations;

/// <summary>What may narrow a role, in tokens and API keys alike: official keys of a reporter, Länder of a coordinator.</summary>
public static class AccessScope
{
    /// <summary>Role that needs keys.</summary>
    public const string Reporter = "reporter";

    /// <summary>Role that needs Länder.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Every role there is.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["reader", Reporter, Coordinator, "admin"];

    /// <summary>
    /// Whether a text is an official key that a reporter may have: Land (2 digits), Regierungsbezirk (3), Kreis (5), AGS (8), Gemeindeverband (9), ARS (12). Any other length would
    /// cut through the hierarchy.
    /// </summary>
    public static bool IsKey(string? text) => text?.Length switch
    {
        2 => IsState(text),
        3 => text.All(char.IsAsciiDigit) && IsState(text[..2]),
        5 or 8 or 9 => UnitId.TryParse(text, out _),
        12 => Ars.TryParse(text, out _),
        _ => false,
    };

    /// <summary>Whether a text is a Land, 01 to 16.</summary>
    public static bool IsState(string? text) => text is not null && text.All(char.IsAsciiDigit) && StateCode.TryParse(text, out _);
}

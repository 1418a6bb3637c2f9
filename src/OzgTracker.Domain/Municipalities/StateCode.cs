using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace OzgTracker.Domain.Municipalities;

/// <summary>The number of a Land in every official key, 01 (Schleswig-Holstein) to 16 (Thüringen).</summary>
[JsonConverter(typeof(StateCodeConverter))]
public readonly record struct StateCode
{
    /// <summary>What a code looks like.</summary>
    public const string Pattern = "^(0[1-9]|1[0-6])$";

    StateCode(string value) => Value = value;

    /// <summary>Two digits.</summary>
    public string Value { get; }

    /// <summary>All sixteen, in the official order.</summary>
    public static IReadOnlyList<StateCode> All { get; } =
        [.. Enumerable.Range(1, 16).Select(number => new StateCode(number.ToString("00", CultureInfo.InvariantCulture)))];

    /// <summary>ISO 3166-2 and the name, in English the same.</summary>
    public State Facts => State.All[int.Parse(Value, CultureInfo.InvariantCulture) - 1];

    /// <summary>Takes two ASCII digits from 01 to 16.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StateCode code)
    {
        var valid = text is ['0', >= '1' and <= '9'] or ['1', >= '0' and <= '6'];
        code = valid ? new StateCode(text!) : default;
        return valid;
    }

    /// <summary>The same for text that is known to be a code.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static StateCode Parse(string text) => TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not a Land, 01 to 16.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A Land of the Federal Republic.</summary>
/// <param name="Code">Its number in official keys.</param>
/// <param name="Iso">ISO 3166-2, e. g. <c>DE-NW</c>.</param>
/// <param name="Name">Its German name.</param>
public sealed record State(string Code, string Iso, string Name)
{
    /// <summary>The sixteen Länder in the order of their numbers.</summary>
    public static IReadOnlyList<State> All { get; } =
    [
        new("01", "DE-SH", "Schleswig-Holstein"),
        new("02", "DE-HH", "Hamburg"),
        new("03", "DE-NI", "Niedersachsen"),
        new("04", "DE-HB", "Bremen"),
        new("05", "DE-NW", "Nordrhein-Westfalen"),
        new("06", "DE-HE", "Hessen"),
        new("07", "DE-RP", "Rheinland-Pfalz"),
        new("08", "DE-BW", "Baden-Württemberg"),
        new("09", "DE-BY", "Bayern"),
        new("10", "DE-SL", "Saarland"),
        new("11", "DE-BE", "Berlin"),
        new("12", "DE-BB", "Brandenburg"),
        new("13", "DE-MV", "Mecklenburg-Vorpommern"),
        new("14", "DE-SN", "Sachsen"),
        new("15", "DE-ST", "Sachsen-Anhalt"),
        new("16", "DE-TH", "Thüringen"),
    ];
}

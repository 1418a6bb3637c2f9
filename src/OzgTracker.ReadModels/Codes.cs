using System.Text.Json;

namespace OzgTracker.ReadModels;

/// <summary>Enums as they stand in events, JSON and tables: camelCase text.</summary>
public static class Codes
{
    /// <summary>E. g. <c>kreisfreieStadt</c>.</summary>
    public static string Text<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The value of a text; false for any other text, numbers included.</summary>
    public static bool TryParse<TEnum>(string text, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var known in Enum.GetValues<TEnum>())
        {
            value = known;
            if (Text(known) == text) return true;
        }

        value = default;
        return false;
    }

    /// <summary>All texts, for messages and documentation.</summary>
    public static IReadOnlyList<string> All<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Text)];
}

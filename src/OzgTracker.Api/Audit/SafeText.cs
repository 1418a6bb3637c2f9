using System.Buffers;
using System.Globalization;
using System.Text;

namespace OzgTracker.Api.Audit;

/// <summary>Text of others, fit for a log: no control characters, no line ends, no lone surrogates, not too long.</summary>
static class SafeText
{
    /// <summary>Also what reorders or breaks lines in a console without being a control character.</summary>
    static readonly SearchValues<char> LineBreakers = SearchValues.Create("\u0085\u2028\u2029\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    /// <summary>At most so many characters of the text, with an ellipsis for the rest; null and what is empty become null.</summary>
    public static string? Of(string? text, int longest)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length <= longest && IsHarmless(text)) return text;

        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var part = Part(rune);
            if (safe.Length + part.Length > longest)
            {
                safe.Length = Math.Min(safe.Length, longest - 1);
                if (safe.Length > 0 && char.IsHighSurrogate(safe[^1])) safe.Length--;
                return safe.Append('…').ToString();
            }

            safe.Append(part);
        }

        return safe.ToString();
    }

    static bool IsHarmless(string text)
    {
        foreach (var character in text)
            if (char.IsControl(character) || char.IsSurrogate(character) || LineBreakers.Contains(character)) return false;
        return true;
    }

    static string Part(Rune rune) => Rune.IsControl(rune) || (rune.IsBmp && LineBreakers.Contains((char)rune.Value))
        ? @"\u" + rune.Value.ToString("x4", CultureInfo.InvariantCulture)
        : rune.ToString();
}

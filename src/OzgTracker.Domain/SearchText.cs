using System.Text;

namespace OzgTracker.Domain;

/// <summary>Text as people type it: <c>Muenchen</c>, <c>münchen</c> and <c>MÜNCHEN</c> are the same.</summary>
/// <remarks>A table of our own: the program runs without ICU, and then Unicode decomposition does nothing.</remarks>
public static class SearchText
{
    /// <summary>Letters of official names: German, Sorbian, Danish, Frisian, French and Polish.</summary>
    static readonly Dictionary<char, string> Written = new()
    {
        ['ä'] = "ae", ['ö'] = "oe", ['ü'] = "ue", ['ß'] = "ss", ['æ'] = "ae", ['ø'] = "oe", ['å'] = "aa", ['œ'] = "oe",
        ['á'] = "a", ['à'] = "a", ['â'] = "a", ['ć'] = "c", ['č'] = "c", ['ç'] = "c", ['ď'] = "d", ['đ'] = "d", ['é'] = "e", ['è'] = "e", ['ê'] = "e",
        ['ě'] = "e", ['ë'] = "e", ['ę'] = "e", ['í'] = "i", ['ï'] = "i", ['î'] = "i", ['ł'] = "l", ['ń'] = "n", ['ñ'] = "n", ['ó'] = "o", ['ô'] = "o",
        ['ŕ'] = "r", ['ř'] = "r", ['ś'] = "s", ['š'] = "s", ['ť'] = "t", ['ú'] = "u", ['ů'] = "u", ['û'] = "u", ['ý'] = "y", ['ź'] = "z", ['ž'] = "z", ['ż'] = "z",
    };

    /// <summary>Lower case, umlauts written out, other accents dropped, anything but letters and digits as single blanks.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length + 8);
        foreach (var letter in text.ToLowerInvariant())
        {
            if (Written.TryGetValue(letter, out var written)) folded.Append(written);
            else if (char.IsLetterOrDigit(letter)) folded.Append(letter);
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }
}

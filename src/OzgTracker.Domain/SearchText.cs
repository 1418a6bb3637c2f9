using System.Text;

namespace OzgTracker.Domain;

/// <summary>Text as people type it: <c>Muenchen</c>, <c>münchen</c> and <c>MÜNCHEN</c> are the same.</summary>
/// <remarks>A table of our own: the program runs without ICU, and then Unicode decomposition does nothing.</remarks>
public static class SearchText
{
    /// <summary>Letters of official names: German, Sorbian, Danish, Frisian, French and Polish.</summary>
    static readonly Dictionary<char, string> Written = Letters(
        ("ae", "äæ"), ("oe", "öøœ"), ("ue", "ü"), ("ss", "ß"), ("aa", "å"), ("a", "áàâ"), ("c", "ćčç"), ("d", "ďđ"), ("e", "éèêěëę"), ("i", "íïî"), ("l", "ł"),
        ("n", "ńñ"), ("o", "óô"), ("r", "ŕř"), ("s", "śš"), ("t", "ť"), ("u", "úůû"), ("y", "ý"), ("z", "źžż"));

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

    static Dictionary<char, string> Letters(params (string Written, string Letters)[] groups) =>
        groups.SelectMany(group => group.Letters, (group, letter) => (letter, group.Written)).ToDictionary(pair => pair.letter, pair => pair.Written);
}

using System.Globalization;
using System.Text;

namespace OzgTracker.Intake;

/// <summary>Content of a file as it may be shown in an error: short, on one line, without control characters.</summary>
static class Excerpt
{
    const int MaxLength = 40;

    public static string Of(ReadOnlySpan<char> content)
    {
        if (content.IsWhiteSpace()) return content.IsEmpty ? "nothing" : "only blanks";

        var shown = new StringBuilder(MaxLength + 8).Append('\'');
        foreach (var character in content[..Math.Min(content.Length, MaxLength)])
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else shown.Append(character);
        }

        return shown.Append(content.Length > MaxLength ? "…'" : "'").ToString();
    }
}

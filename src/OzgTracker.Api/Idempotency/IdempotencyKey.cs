using System.Text;
using Microsoft.Extensions.Primitives;

namespace OzgTracker.Api.Idempotency;

/// <summary>The text of an <c>Idempotency-Key</c> header.</summary>
/// <remarks>
/// The draft wants a string of RFC 8941, in quotes; nearly every client sends a UUID without them. Both are taken and mean the same key. Parameters after
/// a string and keys in two header lines are refused: somebody would believe that they count.
/// </remarks>
static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    const int Longest = 255;

    /// <summary>False when the header is there and is no key; <paramref name="key"/> is null when there is none.</summary>
    public static bool TryRead(StringValues header, out string? key)
    {
        key = null;
        if (header.Count == 0) return true;
        if (header is not [{ } text]) return false;

        text = text.Trim(' ', '\t');
        key = text is ['"', .. var inner, '"'] ? Unquoted(inner) : Bare(text);
        return key is { Length: > 0 and <= Longest };
    }

    /// <summary>Printable ASCII; quote and backslash only behind a backslash.</summary>
    static string? Unquoted(string inner)
    {
        var key = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            var isEscape = inner[i] == '\\';
            if (isEscape) i++;
            if (i == inner.Length || inner[i] is < ' ' or > '~' || isEscape != (inner[i] is '"' or '\\')) return null;
            key.Append(inner[i]);
        }

        return key.ToString();
    }

    /// <summary>Without quotes, what would end or split a value cannot be part of it.</summary>
    static string? Bare(string text) => text.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\' or ',' or ';')) ? text : null;
}

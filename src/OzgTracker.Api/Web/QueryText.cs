using System.Text.Unicode;

namespace OzgTracker.Api.Web;

/// <summary>Looks at a query as it came: the framework leaves what is no UTF-8 undecoded, and nobody can tell it from text any more.</summary>
static class QueryText
{
    /// <summary>Names of the parameters whose name or value is not percent-encoded UTF-8.</summary>
    public static IEnumerable<string> Unreadable(string? query)
    {
        if (query is null || !query.Contains('%', StringComparison.Ordinal)) return [];
        return query.TrimStart('?').Split('&').Where(parameter => !IsReadable(parameter)).Select(parameter => parameter.Split('=')[0]);
    }

    static bool IsReadable(string text)
    {
        Span<byte> bytes = text.Length <= 1_024 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                // Kestrel takes ASCII only; what another server hands on as it is has been decoded before.
                bytes[length++] = text[i] < 128 ? (byte)text[i] : (byte)'?';
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
            bytes[length++] = byte.Parse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            i += 2;
        }

        return Utf8.IsValid(bytes[..length]);
    }
}

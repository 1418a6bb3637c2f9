using System.Text;
using System.Text.Unicode;

namespace OzgTracker.Intake.Reports;

/// <summary>Which letters the bytes of a file are.</summary>
public enum FileEncoding
{
    /// <summary>The first line that is not ASCII tells.</summary>
    Unknown,

    /// <summary>UTF-8.</summary>
    Utf8,

    /// <summary>Windows-1252, which includes ISO-8859-1 as far as text goes.</summary>
    Windows1252,
}

/// <summary>Decodes line after line in one encoding; a line in another one is a fault of that line.</summary>
sealed class TextDecoder(FileEncoding encoding)
{
    static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public FileEncoding Encoding { get; private set; } = encoding;

    /// <summary>The text; null and a fault when it is in another encoding than the lines before.</summary>
    public string? Decode(ReadOnlySpan<byte> line, out RowFault? fault)
    {
        fault = null;
        if (Ascii.IsValid(line)) return System.Text.Encoding.ASCII.GetString(line);
        var isUtf8 = Utf8.IsValid(line);
        if (Encoding == FileEncoding.Unknown) Encoding = isUtf8 ? FileEncoding.Utf8 : FileEncoding.Windows1252;
        if (Encoding == FileEncoding.Utf8)
        {
            if (isUtf8) return Strict.GetString(line);
            fault = new RowFault("mixed-encoding", "The line is not UTF-8 like the lines before it; it may be Windows-1252. Save the whole file in one encoding, best UTF-8.");
            return null;
        }

        if (isUtf8)
        {
            fault = new RowFault("mixed-encoding", "The line is UTF-8, the lines before it are Windows-1252. Save the whole file in one encoding, best UTF-8.");
            return null;
        }

        try
        {
            return Windows.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            fault = new RowFault("unwanted-character", "A byte is no letter of Windows-1252. Save the file as UTF-8.");
            return null;
        }
    }
}

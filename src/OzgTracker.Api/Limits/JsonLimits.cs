namespace OzgTracker.Api.Limits;

/// <summary>A body has more of something than any body may have.</summary>
/// <param name="code">Stable, kebab-case.</param>
/// <param name="message">What, and how much is allowed.</param>
sealed class JsonLimitException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>Looks at the bytes of JSON before it is parsed: entries of each array and object, and the length of texts, which a parser would hold in memory as a whole.</summary>
/// <remarks>Counts commas outside of texts. Whether it is JSON at all, and how deep, the parser finds out.</remarks>
sealed class BoundedJsonStream(Stream inner, BodyOptions limits) : BodyStream(inner)
{
    /// <summary>A character as <c>\u0000</c>.</summary>
    const int BytesOfCharacter = 6;

    readonly int[] commas = new int[limits.Depth + 1];
    readonly long mostBytesOfText = (long)limits.TextCharacters * BytesOfCharacter + 2;
    int depth;
    bool isInText;
    bool isEscaped;
    long length;

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (isInText) TakeText(value);
            else TakeStructure(value);
        }
    }

    void TakeText(byte value)
    {
        Lengthen();
        if (isEscaped) isEscaped = false;
        else if (value == '\\') isEscaped = true;
        else if (value == '"') (isInText, length) = (false, 0);
    }

    void TakeStructure(byte value)
    {
        switch (value)
        {
            case (byte)'"':
                (isInText, length) = (true, 0);
                break;
            case (byte)'[' or (byte)'{':
                length = 0;
                if (++depth < commas.Length) commas[depth] = 0;
                break;
            case (byte)']' or (byte)'}':
                length = 0;
                depth = Math.Max(0, depth - 1);
                break;
            case (byte)',':
                length = 0;
                if (depth < commas.Length && ++commas[depth] >= limits.Items)
                    throw new JsonLimitException("too-many-items", $"An array or object has more than {limits.Items} entries.");
                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)':':
                length = 0;
                break;
            default:
                Lengthen();
                break;
        }
    }

    void Lengthen()
    {
        if (++length > mostBytesOfText) throw new JsonLimitException("text-too-long", $"A text or number is too long; at most {limits.TextCharacters} characters are allowed.");
    }
}

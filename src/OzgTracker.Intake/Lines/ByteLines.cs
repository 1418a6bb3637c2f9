namespace OzgTracker.Intake;

/// <summary>Cuts a stream into lines of bytes; the rest of a line that is too long is read past.</summary>
sealed class ByteLines(Stream input, int maxBytes)
{
    readonly byte[] buffer = new byte[Math.Max(128 * 1024, 2 * maxBytes)];
    int start, end;
    long dropped;

    /// <summary>Lines handed out so far.</summary>
    public int Lines { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>Whether the stream has ended; lines may still be waiting.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What was read and not handed out yet; to look at the beginning of a file.</summary>
    public ReadOnlySpan<byte> Buffered => buffer.AsSpan(start, end - start);

    /// <summary>Passes over bytes that belong to no line.</summary>
    public void Skip(int bytes) => start += bytes;

    /// <summary>The next whole line, without LF or CRLF, valid until the next call.</summary>
    /// <param name="tooLong">Its length when it is too long to be held; the line is then empty. Otherwise 0.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out long tooLong)
    {
        line = default;
        tooLong = 0;
        var rest = buffer.AsSpan(start, end - start);
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            if (!IsAtEnd || (rest.IsEmpty && dropped == 0))
            {
                if (rest.Length > maxBytes) Drop(rest.Length);
                return false;
            }

            length = rest.Length;
            start = end;
        }
        else
        {
            start += length + 1;
        }

        Lines++;
        if (dropped + length > maxBytes) (tooLong, dropped) = (dropped + length, 0);
        else line = rest[..length] is [.. var text, (byte)'\r'] ? text : rest[..length];
        return true;
    }

    /// <summary>Reads on; false when everything was handed out.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (IsAtEnd) return false;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        var read = await input.ReadAsync(buffer.AsMemory(end), ct);
        end += read;
        BytesRead += read;
        IsAtEnd = read == 0;
        return true;
    }

    void Drop(int bytes)
    {
        dropped += bytes;
        start = end;
    }
}

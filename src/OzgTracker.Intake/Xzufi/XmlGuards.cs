using System.Xml;

namespace OzgTracker.Intake;

/// <summary>Lets a reader take only so many bytes between two nodes: what is longer would have to be held as a whole.</summary>
/// <remarks>Also refuses, at the first bytes, files that are no text at all.</remarks>
sealed class NodeBudgetStream(Stream input) : ForwardStream
{
    /// <summary>Far more than any text of a service description.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    int left = MaxBytes;
    bool hasBegun;

    /// <summary>A node has been read; the next one may take as much again.</summary>
    public void Renew() => left = MaxBytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default)
    {
        var read = await input.ReadAsync(buffer, ct);
        Look(buffer.Span[..read]);
        return read;
    }

    void Look(ReadOnlySpan<byte> read)
    {
        if (!hasBegun && read.Length >= FileSignature.Length && read is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) && FileSignature.Refuse(read) is { } reason)
            throw new InvalidDataException(reason);
        hasBegun |= read.Length > 0;
        left -= read.Length;
        if (left < 0) throw new InvalidDataException($"Expected no text, name or attribute of more than {MaxBytes / 1024 / 1024} MB; found a longer one.");
    }
}

/// <summary>Holds only so many different names: a reader keeps each for ever.</summary>
sealed class BoundedNameTable(int maxNames) : NameTable
{
    int names;

    public override string Add(string key) => Get(key) ?? Count(base.Add(key));

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Count(base.Add(key, start, len));

    string Count(string added) => ++names <= maxNames
        ? added
        : throw new InvalidDataException($"Expected at most {maxNames} different names of elements and attributes; found more.");
}

using System.Buffers;
using System.Text.Json;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>JSON of many events in a few large blocks of memory.</summary>
sealed class JsonArena
{
    const int BlockSize = 4 * 1024 * 1024;

    readonly List<byte[]> blocks = [];
    readonly ArrayBufferWriter<byte> scratch = new(1024);
    int used = BlockSize;

    /// <summary>One for all arenas of a thread; it holds nothing between two events.</summary>
    [ThreadStatic]
    static Utf8JsonWriter? writer;

    public Slice Add(EventType type, object happened)
    {
        scratch.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(scratch);
        writer.Reset(scratch);
        type.Serialize(writer, happened);
        writer.Flush();
        var text = scratch.WrittenSpan;
        if (used + text.Length > BlockSize)
        {
            blocks.Add(new byte[Math.Max(BlockSize, text.Length)]);
            used = 0;
        }

        text.CopyTo(blocks[^1].AsSpan(used));
        var slice = new Slice(blocks.Count - 1, used, text.Length);
        used += text.Length;
        return slice;
    }

    public ReadOnlySpan<byte> Of(Slice slice) => blocks[slice.Block].AsSpan(slice.Start, slice.Length);

    public readonly record struct Slice(int Block, int Start, int Length);
}

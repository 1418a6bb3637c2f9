using System.Text;

namespace OzgTracker.Testing;

/// <summary>A block of a stream of server-sent events.</summary>
/// <param name="Id">Null where the block has none.</param>
/// <param name="Event">Its kind; null where it has none.</param>
/// <param name="Data">Null for a block that only says where the stream stands.</param>
/// <param name="Comment">Null where the block has none.</param>
/// <param name="Retry">Null where the block has none.</param>
public sealed record ServerSentBlock(string? Id, string? Event, string? Data, string? Comment, string? Retry);

/// <summary>Reads server-sent events as the standard of the WHATWG says, block by block.</summary>
public sealed class EventStreamReader(Stream stream) : IDisposable
{
    readonly StreamReader reader = new(stream, Encoding.UTF8);

    /// <summary>What a client would send as <c>Last-Event-ID</c>.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>The next block; null at the end of the stream.</summary>
    public async Task<ServerSentBlock?> ReadAsync(CancellationToken ct)
    {
        var block = new ServerSentBlock(null, null, null, null, null);
        var isEmpty = true;
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
            {
                if (isEmpty) continue;
                LastEventId = block.Id ?? LastEventId;
                return block;
            }

            isEmpty = false;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
            block = field switch
            {
                "" => block with { Comment = value },
                "id" => block with { Id = value },
                "event" => block with { Event = value },
                "data" => block with { Data = value },
                "retry" => block with { Retry = value },
                _ => block,
            };
        }

        return null;
    }

    /// <summary>The next block that brings an event; null at the end of the stream.</summary>
    public async Task<ServerSentBlock?> ReadEventAsync(CancellationToken ct)
    {
        while (true)
        {
            var block = await ReadAsync(ct);
            if (block is not { Data: null }) return block;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();
}

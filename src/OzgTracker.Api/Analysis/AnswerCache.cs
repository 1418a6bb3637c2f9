using System.Collections.Concurrent;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Answers to questions that were asked of the same cube on the same day: everybody looks at the same dashboards.</summary>
/// <remarks>All are forgotten when the cube moves, so nothing in it is ever old.</remarks>
sealed class AnswerCache
{
    const long MostBytes = 32 * 1024 * 1024;

    Generation current = new(CubeSnapshot.Empty);

    /// <summary>An answer as it was sent.</summary>
    public sealed record Entry(byte[] Body, string ContentType, string? NextCursor);

    /// <summary>An answer with what its request looked like on the wire.</summary>
    public sealed record Sent(Entry Answer, string Etag, DateOnly Day);

    /// <summary>The answer to a request of exactly this address and Accept header; it was bound, validated and answered before.</summary>
    public Sent? FindSent(CubeSnapshot cube, string address) =>
        Volatile.Read(ref current) is var generation && ReferenceEquals(generation.Cube, cube) ? generation.ByAddress.GetValueOrDefault(address) : null;

    public void Keep(CubeSnapshot cube, string address, Sent sent)
    {
        var answer = sent.Answer;
        var generation = Volatile.Read(ref current);
        if (!ReferenceEquals(generation.Cube, cube))
        {
            if (cube.Position < generation.Cube.Position) return;
            Volatile.Write(ref current, generation = new Generation(cube));
        }

        if (Interlocked.Add(ref generation.Bytes, answer.Body.Length) > MostBytes) Interlocked.Add(ref generation.Bytes, -answer.Body.Length);
        else generation.ByAddress[address] = sent;
    }

    sealed class Generation(CubeSnapshot cube)
    {
        public readonly CubeSnapshot Cube = cube;
        public readonly ConcurrentDictionary<string, Sent> ByAddress = new(StringComparer.Ordinal);
        public long Bytes;
    }
}

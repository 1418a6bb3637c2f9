using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace OzgTracker.Benchmarks;

/// <summary>Asks over a few connections without a pause. By hand, because a client library costs more than the servers that are measured.</summary>
static class HttpLoad
{
    const int Connections = 8;
    const int Readers = 4;

    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);

    /// <summary>Answers per second.</summary>
    /// <param name="path">Path of the next request.</param>
    /// <param name="body">JSON of the next request, which is a POST then.</param>
    /// <param name="token">What the requests carry in the header Authorization.</param>
    public static async Task<double> Rate(Uri server, Func<int, string> path, Func<int, string>? body = null, string? token = null, int connections = Connections)
    {
        var asked = 0;
        var answered = 0L;
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(server, token);
            while (Stopwatch.GetElapsedTime(since) < Length)
            {
                var number = Interlocked.Increment(ref asked);
                await connection.Send(path(number), body?.Invoke(number));
                Interlocked.Increment(ref answered);
            }
        })));
        return answered / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>The time under which 99 of 100 answers came, in milliseconds; each connection asks at its own pace, some tens of times a second.</summary>
    public static async Task<double> SlowestOfHundred(Uri server, Func<int, string> path, TimeSpan length)
    {
        var asked = 0;
        var times = new ConcurrentBag<double>();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(server, null);
            while (Stopwatch.GetElapsedTime(since) < length)
            {
                var began = Stopwatch.GetTimestamp();
                await connection.Send(path(Interlocked.Increment(ref asked)), null);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(Pace);
            }
        })));
        double[] sorted = [.. times.Order()];
        return sorted[(int)(sorted.Length * 0.99)];
    }

    sealed class Connection(Uri server, string? token) : IDisposable
    {
        readonly TcpClient client = new(server.Host, server.Port) { NoDelay = true };
        byte[] buffer = new byte[256 * 1024];

        readonly string headers = $"Host: {server.Authority}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}";

        /// <summary>Asks, and reads the whole answer.</summary>
        /// <param name="body">JSON to POST; null for a GET.</param>
        public async Task Send(string path, string? body)
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body is null
                ? $"GET {path} HTTP/1.1\r\n{headers}\r\n"
                : $"POST {path} HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            var length = 0;
            int? whole = null;
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var read = await stream.ReadAsync(buffer.AsMemory(length));
                if (read == 0) throw new IOException($"The server hung up on {path}.");
                length += read;
                whole ??= LengthOf(buffer.AsSpan(0, length), path);
                if (whole > 0 ? length >= whole : whole < 0 && buffer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8)) return;
            }
        }

        public void Dispose() => client.Dispose();

        /// <summary>Bytes of head and body; -1 for one in chunks; null while the head has not arrived.</summary>
        static int? LengthOf(ReadOnlySpan<byte> answer, string path)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0) return null;
            var head = Encoding.ASCII.GetString(answer[..end]);
            if (!head.StartsWith("HTTP/1.1 20", StringComparison.Ordinal)) throw new IOException($"{path}: {head}");
            const string name = "Content-Length:";
            var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
            return at < 0 ? -1 : end + 4 + int.Parse(head[(at + name.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

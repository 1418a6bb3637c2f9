using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>A request whose body is sent piece by piece, as a client may do that HttpClient is not.</summary>
sealed class RawUpload : IDisposable
{
    /// <summary>Characters of the end.</summary>
    const int Kept = 1_000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    readonly CancellationTokenSource patience = new(Patience);
    readonly TcpClient socket = new();
    NetworkStream stream = null!;

    /// <summary>Sends the head of <c>POST</c>.</summary>
    public static async Task<RawUpload> Begin(Uri server, string target, string token, string contentType = "application/x-ndjson")
    {
        var upload = new RawUpload();
        await upload.socket.ConnectAsync(server.Host, server.Port, upload.patience.Token);
        upload.stream = upload.socket.GetStream();
        await upload.Write(
            $"POST {target} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        return upload;
    }

    /// <summary>Sends a piece of the body.</summary>
    public async Task Send(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await Write(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await stream.WriteAsync(bytes, patience.Token);
        await Write("\r\n");
    }

    /// <summary>Sends the end of the body.</summary>
    public Task End() => Write("0\r\n\r\n");

    /// <summary>Reads until a text has come.</summary>
    public async Task<string> ReadUntil(string text)
    {
        var read = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, patience.Token);
            if (count == 0) break;
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return read.ToString();
    }

    /// <summary>Reads to the end and says how the answer ended.</summary>
    public async Task<(long Bytes, string End)> ReadToEnd()
    {
        var buffer = new byte[64 * 1024];
        var (bytes, end) = (0L, "");
        for (var count = await stream.ReadAsync(buffer, patience.Token); count > 0; count = await stream.ReadAsync(buffer, patience.Token))
        {
            bytes += count;
            end += Encoding.UTF8.GetString(buffer, 0, count);
            end = end[^Math.Min(Kept, end.Length)..];
        }

        return (bytes, end);
    }

    /// <summary>The connection is gone from one moment to the next.</summary>
    public void Cut()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose()
    {
        socket.Dispose();
        patience.Dispose();
    }

    Task Write(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), patience.Token).AsTask();
}

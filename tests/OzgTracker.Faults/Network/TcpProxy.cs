using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OzgTracker.Faults.Network;

/// <summary>Where a message goes.</summary>
enum Direction
{
    ToServer,
    ToClient,
}

/// <summary>What becomes of a message.</summary>
enum Verdict
{
    Pass,

    /// <summary>The message is lost and both sides see the connection reset.</summary>
    Cut,

    /// <summary>The message arrives, then both sides see the connection reset.</summary>
    CutAfter,
}

/// <summary>A message on its way.</summary>
/// <param name="Kind">The type byte of a PostgreSQL message; <c>\0</c> for bytes of other protocols.</param>
/// <param name="Statements">SQL of the request that the message belongs to, PostgreSQL only.</param>
readonly record struct Passing(Direction Direction, char Kind, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> Statements);

/// <summary>A relay on the loopback that can do to a connection whatever a network can.</summary>
class TcpProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Func<Task<Socket>> connect;
    readonly ConcurrentDictionary<Link, byte> links = [];
    readonly Task accepting;
    TaskCompletionSource gate = Opened();

    protected TcpProxy(Func<Task<Socket>> connect)
    {
        this.connect = connect;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Asked for every message; may take its time, the message waits as long.</summary>
    public Func<Passing, ValueTask<Verdict>> Rule { get; set; } = _ => new(Verdict.Pass);

    /// <summary>A relay before a server on the loopback.</summary>
    public static TcpProxy To(Uri address) => new(async () =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return socket;
    });

    public int Links => links.Count;

    /// <summary>From now on nothing arrives any more, in either direction, and nobody is told: a cable pulled out in between.</summary>
    public void Hold() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held arrives.</summary>
    public void Release() => gate.TrySetResult();

    /// <summary>Every connection that exists is reset.</summary>
    public void CutAll()
    {
        foreach (var link in links.Keys) link.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        CutAll();
        Release();
        await accepting;
        listener.Dispose();
    }

    /// <summary>Messages of one direction of a connection; PostgreSQL overrides it.</summary>
    protected virtual IMessageReader Reader(Direction direction, object link) => new Chunks();

    /// <summary>What both readers of a connection share.</summary>
    protected virtual object NewLink() => new();

    async Task Accept()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptSocketAsync();
                client.NoDelay = true;
                _ = Relay(client);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task Relay(Socket client)
    {
        await gate.Task;
        Socket server;
        try
        {
            server = await connect();
        }
        catch (SocketException)
        {
            Link.Reset(client);
            return;
        }

        var link = new Link(client, server);
        links.TryAdd(link, 0);
        var shared = NewLink();
        await Task.WhenAll(
            Pump(link, client, server, Direction.ToServer, Reader(Direction.ToServer, shared)),
            Pump(link, server, client, Direction.ToClient, Reader(Direction.ToClient, shared)));
        links.TryRemove(link, out _);
        link.Close();
    }

    async Task Pump(Link link, Socket from, Socket to, Direction direction, IMessageReader reader)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                await gate.Task;
                foreach (var passing in reader.Read(buffer.AsMemory(0, count)))
                {
                    var verdict = await Rule(passing with { Direction = direction });
                    await gate.Task;
                    if (verdict != Verdict.Cut) await Send(to, passing.Bytes);
                    if (verdict == Verdict.Pass) continue;
                    link.Cut();
                    return;
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            link.Cut();
        }
    }

    static async Task Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await to.SendAsync(bytes)..];
    }

    static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    /// <summary>Cuts a stream of bytes into messages.</summary>
    protected interface IMessageReader
    {
        IEnumerable<Passing> Read(ReadOnlyMemory<byte> bytes);
    }

    /// <summary>Whatever arrives at once is a message.</summary>
    sealed class Chunks : IMessageReader
    {
        public IEnumerable<Passing> Read(ReadOnlyMemory<byte> bytes) => [new Passing(default, '\0', bytes, [])];
    }

    sealed class Link(Socket client, Socket server)
    {
        public void Cut()
        {
            Reset(client);
            Reset(server);
        }

        public void Close()
        {
            client.Dispose();
            server.Dispose();
        }

        /// <summary>RST instead of FIN.</summary>
        public static void Reset(Socket socket)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Dispose();
        }
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace OzgTracker.Faults.Network;

/// <summary>A relay before PostgreSQL that knows which statements a message belongs to.</summary>
sealed class PostgresProxy : TcpProxy
{
    readonly string direct;

    PostgresProxy(string direct, Func<Task<Socket>> connect)
        : base(connect) => this.direct = direct;

    /// <summary>The same database, through the relay.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = Port }.ConnectionString;

    public static PostgresProxy To(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        return new PostgresProxy(connectionString, async () =>
        {
            if (target.Host!.StartsWith('/'))
            {
                var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await local.ConnectAsync(new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}"));
                return local;
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(target.Host, target.Port);
            return socket;
        });
    }

    protected override object NewLink() => new Requests();

    protected override IMessageReader Reader(Direction direction, object link) => new Frames(direction, (Requests)link);

    /// <summary>Requests of a connection that the server has not answered to the end.</summary>
    sealed class Requests
    {
        public ConcurrentQueue<IReadOnlyList<string>> Waiting { get; } = [];
    }

    sealed class Frames(Direction direction, Requests requests) : IMessageReader
    {
        const char Startup = '\0';

        readonly Dictionary<string, string> prepared = new(StringComparer.Ordinal);
        byte[] rest = [];
        List<string> statements = [];
        bool isStarted = direction == Direction.ToClient;

        public IEnumerable<Passing> Read(ReadOnlyMemory<byte> bytes)
        {
            rest = [.. rest, .. bytes.Span];
            while (Length() is { } length && rest.Length >= length)
            {
                var message = rest[..length];
                rest = rest[length..];
                var kind = isStarted ? (char)message[0] : Startup;
                isStarted = true;
                yield return direction == Direction.ToServer ? Sent(kind, message) : Answered(kind, message);
            }
        }

        int? Length()
        {
            var header = isStarted ? 5 : 4;
            return rest.Length < header ? null : BinaryPrimitives.ReadInt32BigEndian(rest.AsSpan(header - 4)) + header - 4;
        }

        Passing Sent(char kind, byte[] message)
        {
            if (kind == 'P') prepared[Text(message, 5)] = Text(message, 5 + Text(message, 5).Length + 1);
            if (kind == 'B') statements.Add(prepared.GetValueOrDefault(Text(message, 5 + Text(message, 5).Length + 1), ""));
            if (kind == 'Q') statements.Add(Text(message, 5));
            var passing = new Passing(direction, kind, message, statements);
            if (kind is not ('S' or 'Q')) return passing;

            requests.Waiting.Enqueue(statements);
            statements = [];
            return passing;
        }

        Passing Answered(char kind, byte[] message)
        {
            var request = requests.Waiting.TryPeek(out var waiting) ? waiting : [];
            if (kind == 'Z') requests.Waiting.TryDequeue(out _);
            return new Passing(direction, kind, message, request);
        }

        /// <summary>Up to the next zero byte; one char a byte keeps lengths equal.</summary>
        static string Text(byte[] message, int from) => Encoding.Latin1.GetString(message, from, Array.IndexOf(message, (byte)0, from) - from);
    }
}

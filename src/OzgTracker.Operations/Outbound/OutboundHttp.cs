using System.Net;
using System.Net.Sockets;

namespace OzgTracker.Operations.Outbound;

/// <summary>HTTP to addresses that somebody else has written down, never into the own network (server-side request forgery).</summary>
/// <remarks>
/// A name is looked up once for each connection; every one of its addresses has to be public, and the connection goes to one of those that were looked at, so that a name that
/// changes in between leads nowhere else. No proxy, no cookies, no credentials; redirects are answers: whoever follows one checks its target like the first address.
/// </remarks>
public static class OutboundHttp
{
    /// <summary>Finds the addresses of a name.</summary>
    public delegate Task<IPAddress[]> NameLookup(string host, CancellationToken ct);

    /// <summary>Why an address is refused before anything is looked up; null when it may be tried.</summary>
    /// <param name="address">Absolute.</param>
    public static string? Refuse(Uri address, OutboundOptions options)
    {
        if (!address.IsAbsoluteUri) return "The address is not absolute.";
        if (address.UserInfo.Length > 0) return "The address must not have a user or a password in it.";
        if (options.AllowsLoopback && address.IsLoopback && address.Scheme is "http" or "https") return null;
        if (!options.Schemes.Contains(address.Scheme)) return $"The address must begin with {string.Join(" or ", options.Schemes.Select(scheme => scheme + "://"))}.";
        if (!options.Ports.Contains(address.Port)) return $"The port must be one of {string.Join(", ", options.Ports)}; it is {address.Port}.";
        return address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && RefuseAddress(IPAddress.Parse(address.DnsSafeHost), options) is { } reason ? reason : null;
    }

    /// <summary>A handler that connects to public addresses only; dispose it with its client.</summary>
    /// <param name="lookup">The system's resolver when absent.</param>
    public static SocketsHttpHandler CreateHandler(OutboundOptions options, NameLookup? lookup = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = options.ConnectionLifetime,
        MaxConnectionsPerServer = options.ConnectionsPerServer,
        MaxResponseHeadersLength = 32,   // KiB
        ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, options, lookup ?? Dns.GetHostAddressesAsync, ct),
    };

    /// <summary>The refusal behind the exception of a request; null when it failed for another reason.</summary>
    public static OutboundRefusedException? RefusalOf(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
            if (cause is OutboundRefusedException refusal) return refusal;
        return null;
    }

    static async ValueTask<Stream> Connect(DnsEndPoint target, OutboundOptions options, NameLookup lookup, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await lookup(target.Host, ct);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
            if (RefuseAddress(address, options) is { } reason) throw new OutboundRefusedException(reason);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address itself stays out of the message: a caller must not learn from it what names mean in here.</summary>
    static string? RefuseAddress(IPAddress address, OutboundOptions options) =>
        OutboundAddress.IsPublic(address) || (options.AllowsLoopback && IPAddress.IsLoopback(address)) ? null : "The address does not lead to the public internet.";
}

using System.Net;
using System.Net.Sockets;

namespace OzgTracker.Operations.Outbound;

/// <summary>Which addresses of the internet this program may be sent to by an address that somebody else has written down.</summary>
/// <remarks>
/// Everything that the IANA registries of special-purpose addresses (RFC 6890 and its updates) do not call globally reachable is refused, and so is every form in which an IPv6
/// address carries an IPv4 one (mapped, NAT64, 6to4, Teredo): what is behind them is decided elsewhere.
/// </remarks>
public static class OutboundAddress
{
    static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),     // shared by customers of one provider
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),    // link-local; metadata of cloud machines
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.31.196.0/24"),
        IPNetwork.Parse("192.52.193.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("192.175.48.0/24"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("2001::/23"),         // Teredo, ORCHID, benchmarks
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),         // 6to4
        IPNetwork.Parse("2620:4f:8000::/48"),
        IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>The only part of IPv6 that is given out for the public internet; mapped, local, NAT64 and multicast addresses lie outside.</summary>
    static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether anybody on the internet could be reached there.</summary>
    public static bool IsPublic(IPAddress address) =>
        !address.IsIPv4MappedToIPv6   // networks of the framework see an IPv4 address in it
        && (address.AddressFamily == AddressFamily.InterNetwork || (address.AddressFamily == AddressFamily.InterNetworkV6 && GlobalUnicast.Contains(address)))
        && !Array.Exists(NotPublic, network => network.Contains(address));
}

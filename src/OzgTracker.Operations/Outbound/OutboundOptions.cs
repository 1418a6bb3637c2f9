namespace OzgTracker.Operations.Outbound;

/// <summary>What requests to addresses that somebody else has written down may do.</summary>
public sealed record OutboundOptions
{
    /// <summary>Encrypted and on the usual ports only: what carries signed messages. Whoever asked for several at one server is sent them side by side: one that hangs must not keep others waiting.</summary>
    public static OutboundOptions Messages { get; } = new() { Schemes = ["https"], Ports = [443, 8443], ConnectionsPerServer = int.MaxValue };

    /// <summary>What people open in a browser.</summary>
    public static OutboundOptions Pages { get; } = new() { Schemes = ["https", "http"], Ports = [443, 8443, 80, 8080] };

    /// <summary>Lower case.</summary>
    public required IReadOnlyList<string> Schemes { get; init; }

    /// <summary>TCP ports.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>Whether loopback may be reached, too, on any port and without TLS: for tests and development only.</summary>
    public bool AllowsLoopback { get; init; }

    /// <summary>Connections to one server at the same time; what is more waits.</summary>
    public int ConnectionsPerServer { get; init; } = 4;

    /// <summary>How long a connection may take to come about, names included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this a connection is made anew, and its address looked at anew.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(1);
}

using OzgTracker.Operations.Outbound;

namespace OzgTracker.Operations.Links;

/// <summary>How politely, how often and how patiently addresses of evidence are visited.</summary>
public sealed record LinkCheckSettings
{
    /// <summary>Which addresses may be visited at all.</summary>
    public OutboundOptions Outbound { get; init; } = OutboundOptions.Pages;

    /// <summary>Said to every server: name, version, and where its administrator can ask.</summary>
    public string UserAgent { get; init; } = "OzgTracker-LinkCheck/1.0";

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Between two requests to a host; its robots.txt may ask for more.</summary>
    public TimeSpan HostDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Hosts that a node visits at the same time.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Addresses of a host that are visited before another node may go on.</summary>
    public int LinksPerVisit { get; init; } = 20;

    /// <summary>On so many days, without a success in between, an address has to fail before it is refuted.</summary>
    public int FailureDays { get; init; } = 3;

    /// <summary>How often new addresses are looked for, which goes through all cells.</summary>
    public TimeSpan CollectEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When an address that was found alive is visited again.</summary>
    public TimeSpan RecheckAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>When a sight of the same is worth an event again.</summary>
    public TimeSpan RecordAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A host that a node has died over is free after this; each request renews it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);
}

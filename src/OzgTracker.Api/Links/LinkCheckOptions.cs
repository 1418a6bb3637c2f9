using System.ComponentModel.DataAnnotations;
using OzgTracker.Operations.Links;
using OzgTracker.Operations.Outbound;

namespace OzgTracker.Api.Links;

/// <summary>Settings of the check of links, section <c>LinkCheck</c>.</summary>
sealed class LinkCheckOptions : IValidatableObject
{
    public const string Section = "LinkCheck";

    /// <summary>Whether this node visits the addresses of evidence. Off unless somebody wants it: it talks to the servers of others.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where administrators of visited servers can ask: an address of a page or a mailbox; part of the User-Agent, needed where it is on.</summary>
    [StringLength(200)]
    [RegularExpression(@"^(https?://|mailto:)[!-'*-~]+$")]
    public string? Contact { get; init; }

    /// <summary>Pause between two rounds; a round visits what is due by then.</summary>
    [Range(1, 24 * 60)]
    public int IntervalMinutes { get; init; } = 1;

    /// <summary>Between two requests to the same host.</summary>
    [Range(1, 3_600)]
    public int HostDelaySeconds { get; init; } = 5;

    /// <summary>Hosts that are visited at the same time.</summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = 8;

    /// <summary>How long one answer may take.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; init; } = 20;

    /// <summary>On so many days an address has to fail, without a success in between, before it is refuted.</summary>
    [Range(1, 30)]
    public int FailureDays { get; init; } = 3;

    /// <summary>Days until an address that was found alive is visited again.</summary>
    [Range(1, 365)]
    public int RecheckDays { get; init; } = 7;

    /// <summary>Days after which a sight of the same is recorded again.</summary>
    [Range(1, 3_650)]
    public int RecordDays { get; init; } = 30;

    /// <summary>Whether addresses on this machine may be visited, too: for development only.</summary>
    public bool AllowLoopback { get; init; }

    public TimeSpan Interval => TimeSpan.FromMinutes(IntervalMinutes);

    public LinkCheckSettings Settings => new()
    {
        Outbound = OutboundOptions.Pages with { AllowsLoopback = AllowLoopback },
        UserAgent = $"OzgTracker-LinkCheck/1.0 (+{Contact})",
        HostDelay = TimeSpan.FromSeconds(HostDelaySeconds),
        Concurrency = Concurrency,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        FailureDays = FailureDays,
        RecheckAfter = TimeSpan.FromDays(RecheckDays),
        RecordAfter = TimeSpan.FromDays(RecordDays),
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && string.IsNullOrEmpty(Contact))
            yield return new ValidationResult("LinkCheck:Contact is needed where LinkCheck:Enabled is true: visited servers have to know whom to ask.", [nameof(Contact)]);
    }
}

namespace OzgTracker.Operations.Links;

/// <summary>What a visit says of an address.</summary>
public enum LinkVerdict
{
    /// <summary>Something is there.</summary>
    Alive,

    /// <summary>Nothing is there, or nobody answers.</summary>
    Failing,

    /// <summary>Nobody can tell: it may not be visited, or robots are not let in.</summary>
    Unclear,
}

/// <summary>What was seen at an address.</summary>
/// <param name="Verdict">What it says.</param>
/// <param name="Code">Stable code: <c>alive</c>, a status, <c>tls</c>, <c>dns</c>, <c>timeout</c>, <c>connection</c>, <c>redirects</c>, <c>blocked</c>, <c>robots</c>, <c>busy</c>.</param>
/// <param name="RetryAfter">How long the server wants to be left alone.</param>
public sealed record LinkSight(LinkVerdict Verdict, string Code, TimeSpan? RetryAfter = null)
{
    /// <summary>The address leads to no public place; it was not visited.</summary>
    public const string Blocked = "blocked";

    /// <summary>The robots.txt of the host does not want it visited.</summary>
    public const string Robots = "robots";

    /// <summary>Somebody else visits the host that it leads to.</summary>
    public const string Busy = "busy";

    /// <summary>Something is there.</summary>
    public static LinkSight Alive { get; } = new(LinkVerdict.Alive, "alive");

    /// <summary>Whether the host as a whole is in trouble and gets a longer pause.</summary>
    public bool IsHostInTrouble => RetryAfter is not null || Code is "dns" or "tls" or "timeout" or "connection" or "429" || (Code.Length == 3 && Code[0] == '5');
}

/// <summary>What is known of an address, and what becomes of it with a sight; pure.</summary>
/// <param name="Failures">Days with a failure, without a success in between.</param>
/// <param name="FailedOn">The last of them.</param>
/// <param name="Recorded">What the cells were told last; null for nothing yet.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LinkState(int Failures, DateOnly? FailedOn, LinkVerdict? Recorded, DateTimeOffset? RecordedAt)
{
    /// <summary>Nobody has been there.</summary>
    public static LinkState Unknown { get; } = new(0, null, null, null);

    /// <summary>What the cells have to be told now; null when they know.</summary>
    public LinkVerdict? News { get; init; }

    /// <summary>The state after a sight.</summary>
    public LinkState After(LinkSight sight, DateTimeOffset now, LinkCheckSettings settings)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return sight.Verdict switch
        {
            LinkVerdict.Alive => this with
            {
                Failures = 0,
                FailedOn = null,
                News = Recorded != LinkVerdict.Alive || now - RecordedAt >= settings.RecordAfter ? LinkVerdict.Alive : null,
            },
            LinkVerdict.Failing when FailedOn != today => (this with { Failures = Failures + 1, FailedOn = today }).Judged(settings),
            LinkVerdict.Failing => Judged(settings),
            _ => this with { News = null },
        };
    }

    /// <summary>When to go there again.</summary>
    public static DateTimeOffset DueAfter(LinkSight sight, DateTimeOffset now, LinkCheckSettings settings) => now + (sight.Verdict switch
    {
        LinkVerdict.Failing => TimeSpan.FromDays(1),
        LinkVerdict.Unclear when sight.Code == LinkSight.Busy => TimeSpan.FromMinutes(10),
        _ => settings.RecheckAfter,
    });

    LinkState Judged(LinkCheckSettings settings) =>
        this with { News = Failures >= settings.FailureDays && Recorded != LinkVerdict.Failing ? LinkVerdict.Failing : null };
}

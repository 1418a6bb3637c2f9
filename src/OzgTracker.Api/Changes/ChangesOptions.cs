using System.ComponentModel.DataAnnotations;

namespace OzgTracker.Api.Changes;

/// <summary>Settings of the change feed, section <c>Changes</c>.</summary>
sealed class ChangesOptions
{
    public const string Section = "Changes";

    /// <summary>What stands in <c>source</c> of every event: an address of the installation where events of several are collected.</summary>
    [Required, RegularExpression(@"[!-~]{1,200}", ErrorMessage = "Changes:Source must be an address or a path: 1 to 200 printable characters without blanks.")]
    public string Source { get; init; } = "/";

    /// <summary>A stream says at least so often that it lives, and looks whether its reader still may read.</summary>
    [Range(1, 15)] public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>How long a reader waits before it connects again.</summary>
    [Range(100, 60_000)] public int RetryMilliseconds { get; init; } = 2_000;

    /// <summary>Streams and waiting requests of this node at a time.</summary>
    [Range(1, 100_000)] public int Followers { get; init; } = 1_000;

    /// <summary>The same of one client.</summary>
    [Range(1, 100_000)] public int FollowersPerClient { get; init; } = 20;

    /// <summary>A stream whose reader does not take in what was written is cut off after this.</summary>
    [Range(1, 600)] public int SlowReaderSeconds { get; init; } = 10;

    /// <summary>The longest <c>wait</c>; whoever asks for more gets this.</summary>
    [Range(0, 30)] public int LongestWaitSeconds { get; init; } = 30;

    /// <summary>Events that are kept ready for those who follow closely.</summary>
    [Range(1, 1_000_000)] public int RecentEvents { get; init; } = 10_000;

    /// <summary>Bytes of them.</summary>
    [Range(65_536, 1_073_741_824)] public int RecentBytes { get; init; } = 16 * 1024 * 1024;
}

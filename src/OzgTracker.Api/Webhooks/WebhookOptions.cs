using System.ComponentModel.DataAnnotations;
using OzgTracker.Operations;

namespace OzgTracker.Api.Webhooks;

/// <summary>Settings of webhooks, section <c>Webhooks</c>.</summary>
sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Environment variable with which tests send to this machine from a database of their own.</summary>
    public const string PermissionVariable = "OZG_LOOPBACK_WEBHOOKS_ALLOWED";

    /// <summary>Whether this node takes part in sending; one of those that do sends.</summary>
    public bool Sends { get; init; } = true;

    /// <summary>Webhooks of the installation. Each has its own turn, so this is also how many messages are on their way at once.</summary>
    [Range(1, 1_000)] public int Most { get; init; } = 100;

    /// <summary>How long a receiver may take for its answer.</summary>
    [Range(1, 30)] public int TimeoutSeconds { get; init; } = 15;

    /// <summary>How long deliveries are kept.</summary>
    [Range(1, 365)] public int RetentionDays { get; init; } = 30;

    /// <summary>Whether receivers on this machine are allowed, also without TLS: for development.</summary>
    public bool AllowLoopback { get; init; }

    /// <exception cref="UnsafeSettingException">Receivers on this machine are asked for where strangers may name them.</exception>
    public void Check(bool isEmbedded, string? permission)
    {
        if (AllowLoopback && !isEmbedded && permission != "1")
            throw new UnsafeSettingException(
                $"{Section}:{nameof(AllowLoopback)} lets whoever makes a webhook send requests to services of this machine. It is for the embedded database only; remove it. "
                + $"(Tests may have it with {PermissionVariable}=1.)");
    }
}

namespace OzgTracker.Operations;

/// <summary>A feed of XZuFi objects (<i>Bereitstelldienst</i>) and how to come in.</summary>
/// <param name="Url">Where its changes are asked for; https, or http on loopback. <c>{index}</c> in it is replaced by the index; without it a later index goes as parameter <c>index</c>.</param>
public sealed record XzufiFeedOptions(Uri Url)
{
    /// <summary>Where an OAuth 2.0 token is got with client credentials; null where the feed asks for none.</summary>
    public Uri? TokenUrl { get; init; }

    /// <summary>Name of the client.</summary>
    public string? ClientId { get; init; }

    /// <summary>Its secret; never logged, never part of a message.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Begin here instead of where the last pull has ended.</summary>
    public long? FromIndex { get; init; }

    /// <summary>Attempts for a page before it is given up.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>A feed cannot be read on; the message says why. What was read stays, and the next pull goes on there.</summary>
public sealed class FeedException(string message, Exception? inner = null) : Exception(message, inner);

using Microsoft.IdentityModel.Tokens;

namespace OzgTracker.Api.Auth;

/// <summary>An OpenID Connect provider whose access tokens are accepted, section <c>Access:Issuers:N</c>.</summary>
sealed class IssuerOptions
{
    /// <summary>What signatures may be made with: nothing with a shared secret, nothing that only older clients know.</summary>
    public static readonly string[] KnownAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <summary>Short and lower-case; stands before the colon of every subject in the log, so it never changes.</summary>
    public string Name { get; init; } = "";

    /// <summary>The issuer's identifier, as in <c>iss</c>; its discovery document is below it. https, on loopback also http.</summary>
    public string Authority { get; init; } = "";

    /// <summary>One of these must be in <c>aud</c>.</summary>
    public string[]? Audiences { get; init; }

    /// <summary>Claim with the role, one text or several.</summary>
    public string RoleClaim { get; init; } = "role";

    /// <summary>Claim with the official keys of a reporter.</summary>
    public string KeysClaim { get; init; } = "keys";

    /// <summary>Claim with the Länder of a coordinator.</summary>
    public string StatesClaim { get; init; } = "states";

    /// <summary>What the issuer calls our roles; empty when it calls them as we do.</summary>
    public Dictionary<string, string> RoleMap { get; init; } = [];

    /// <summary>Header <c>typ</c> of its access tokens (RFC 9068); empty when it sets none of its own: then ID tokens are told by their claims.</summary>
    public string TokenType { get; init; } = "at+jwt";

    /// <summary>Some of <see cref="KnownAlgorithms"/>; all when absent.</summary>
    public string[]? Algorithms { get; init; }

    public string Scheme => SchemeOf(Name);

    public static string SchemeOf(string name) => "issuer:" + name;
}

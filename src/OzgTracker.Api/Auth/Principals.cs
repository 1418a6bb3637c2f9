using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>The one form of whoever is known, by whatever means: subject, role, keys, Länder. Everything else that a token says is dropped.</summary>
static class Principals
{
    /// <summary>Longer ones the OpenID specification does not allow.</summary>
    const int LongestSubject = 255;

    /// <summary>Claims that ID tokens and logout tokens have and access tokens do not.</summary>
    static readonly string[] OfOtherTokens = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    static readonly string[] OfTheToken = [JwtRegisteredClaimNames.Iss, JwtRegisteredClaimNames.Jti, JwtRegisteredClaimNames.Iat];

    /// <param name="role">Null for nobody of ours: known, but without rights.</param>
    /// <param name="keys">Those that are no official keys are dropped, and cover nothing.</param>
    /// <param name="token">What the audit tells one token from another by; null where there is none.</param>
    public static ClaimsPrincipal Of(string scheme, string subject, string? role, IEnumerable<string> keys, IEnumerable<string> states, JsonWebToken? token = null)
    {
        var identity = new ClaimsIdentity(scheme, JwtRegisteredClaimNames.Sub, DevelopmentTokens.RoleClaim);
        identity.AddClaim(new Claim(JwtRegisteredClaimNames.Sub, subject));
        if (role is not null) identity.AddClaim(new Claim(DevelopmentTokens.RoleClaim, role));
        foreach (var key in keys.Where(AccessScope.IsKey)) identity.AddClaim(new Claim(DevelopmentTokens.KeysClaim, key));
        foreach (var state in states.Where(AccessScope.IsState)) identity.AddClaim(new Claim(DevelopmentTokens.StatesClaim, state));
        foreach (var claim in OfTheToken)
            if (token?.TryGetClaim(claim, out var found) == true) identity.AddClaim(new Claim(claim, found.Value));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Of a token whose signature, issuer, audience and time are good; null when it names no subject or is no access token.</summary>
    public static ClaimsPrincipal? Of(IssuerOptions issuer, JsonWebToken token)
    {
        if (Subject(token) is not { } subject || (issuer.TokenType.Length == 0 && IsOtherToken(token))) return null;
        return Of(issuer.Scheme, $"{issuer.Name}:{subject}", Role(issuer, token), Texts(token, issuer.KeysClaim), Texts(token, issuer.StatesClaim), token);
    }

    /// <summary>Of a token for development, whose subjects have no issuer before them.</summary>
    public static ClaimsPrincipal? OfDevelopment(string scheme, JsonWebToken token) => Subject(token) is not { } subject
        ? null
        : Of(scheme, subject, OneRole(Texts(token, DevelopmentTokens.RoleClaim)), Texts(token, DevelopmentTokens.KeysClaim), Texts(token, DevelopmentTokens.StatesClaim), token);

    static string? Subject(JsonWebToken token) =>
        Texts(token, JwtRegisteredClaimNames.Sub).ToArray() is [{ Length: > 0 and <= LongestSubject } subject] && !subject.Any(char.IsControl) ? subject : null;

    static bool IsOtherToken(JsonWebToken token) =>
        OfOtherTokens.Any(claim => token.TryGetPayloadValue<object>(claim, out _))
        || Texts(token, "typ").Contains("ID", StringComparer.OrdinalIgnoreCase)
        || Texts(token, "token_use").Contains("id", StringComparer.OrdinalIgnoreCase);

    static string? Role(IssuerOptions issuer, JsonWebToken token)
    {
        var values = Texts(token, issuer.RoleClaim);
        return OneRole(issuer.RoleMap.Count == 0 ? values : values.Select(value => issuer.RoleMap.GetValueOrDefault(value)));
    }

    /// <summary>Everyone may read, so a reader who is something else is that. Whoever is two other things is none: we do not choose between rights.</summary>
    static string? OneRole(IEnumerable<string?> values)
    {
        var roles = values.Where(value => Roles.All.Contains(value)).Distinct(StringComparer.Ordinal).ToArray();
        if (roles.Length > 1) roles = [.. roles.Where(role => role != Roles.Reader)];
        return roles is [var only] ? only : null;
    }

    /// <summary>The texts of a claim; numbers and objects are none, because a number has lost its leading zeros.</summary>
    static IEnumerable<string> Texts(JsonWebToken token, string claim) =>
        token.Claims.Where(found => found.Type == claim && found.ValueType == ClaimValueTypes.String).Select(found => found.Value);
}

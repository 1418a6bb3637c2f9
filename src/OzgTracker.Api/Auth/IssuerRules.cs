using System.Text.RegularExpressions;
using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>What the settings of an issuer must be; each finding names its setting.</summary>
static partial class IssuerRules
{
    /// <summary>Stand before the colon of subjects that no issuer vouches for.</summary>
    static readonly string[] Reserved = ["key", "dev", "development"];

    public static IReadOnlyList<string> Check(IReadOnlyList<IssuerOptions> issuers, IReadOnlyList<string> paths)
    {
        var failures = new List<string>();
        for (var place = 0; place < issuers.Count; place++)
        {
            failures.AddRange(Check(issuers[place], paths[place]));
            var others = issuers.Take(place).ToArray();
            if (others.Any(other => other.Name == issuers[place].Name)) failures.Add($"{paths[place]}:Name '{issuers[place].Name}' is that of another issuer.");
            if (others.Any(other => IssuerKeys.Same(other.Authority, issuers[place].Authority)))
                failures.Add($"{paths[place]}:Authority is that of another issuer; give all its audiences to one.");
        }

        return failures;
    }

    static IEnumerable<string> Check(IssuerOptions issuer, string path)
    {
        if (!Name().IsMatch(issuer.Name) || Reserved.Contains(issuer.Name))
            yield return $"{path}:Name must be 1 to 32 lower-case letters, digits and dashes, beginning with a letter, and none of {string.Join(", ", Reserved)}.";
        if (!IsAuthority(issuer.Authority)) yield return $"{path}:Authority must be an absolute https address (http only on loopback) without user, query and fragment.";
        if (issuer.Audiences is not { Length: > 0 } || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
            yield return $"{path}:Audiences must name what this API is to the issuer, at least one: a token for something else is no token here.";
        foreach (var (name, claim) in ((string, string)[])[("RoleClaim", issuer.RoleClaim), ("KeysClaim", issuer.KeysClaim), ("StatesClaim", issuer.StatesClaim)])
            if (string.IsNullOrWhiteSpace(claim)) yield return $"{path}:{name} must be the name of a claim.";
        foreach (var (value, role) in issuer.RoleMap)
            if (!AccessScope.Roles.Contains(role)) yield return $"{path}:RoleMap:{value} must be one of {string.Join(", ", AccessScope.Roles)}.";
        if (issuer.TokenType.Any(char.IsWhiteSpace)) yield return $"{path}:TokenType must be a media type such as at+jwt, or empty.";
        if (issuer.Algorithms is { } algorithms && (algorithms.Length == 0 || algorithms.Except(IssuerOptions.KnownAlgorithms).Any()))
            yield return $"{path}:Algorithms may be {string.Join(", ", IssuerOptions.KnownAlgorithms)}, nothing else.";
    }

    static bool IsAuthority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { UserInfo: "", Query: "", Fragment: "" };

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}\\z")]
    private static partial Regex Name();
}

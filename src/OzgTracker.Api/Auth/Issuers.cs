using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>An issuer and its keys.</summary>
sealed record Issuer(IssuerOptions Options, IssuerKeys Keys);

/// <summary>The issuers of this installation.</summary>
/// <param name="takesDevelopmentTokens">Whether those that we make ourselves are among them.</param>
sealed class Issuers(IReadOnlyList<IssuerOptions> issuers, bool takesDevelopmentTokens, TimeProvider clock, ILoggerFactory logging) : IDisposable
{
    readonly Dictionary<string, Issuer> byAuthority = issuers.ToDictionary(
        options => options.Authority.TrimEnd('/'),
        options => new Issuer(options, new IssuerKeys(options, clock, logging.CreateLogger<IssuerKeys>())),
        StringComparer.Ordinal);

    /// <summary>Addresses of all, as they are set.</summary>
    public IReadOnlyList<string> Authorities { get; } = [.. issuers.Select(issuer => issuer.Authority)];

    public Issuer Named(string name) => byAuthority.Values.Single(issuer => issuer.Options.Name == name);

    /// <summary>Who can verify what a token claims; null for nobody.</summary>
    public string? SchemeOf(string? claimed)
    {
        if (claimed is null) return null;
        if (claimed == DevelopmentTokens.Issuer) return takesDevelopmentTokens ? AuthSetup.DevelopmentScheme : null;
        return byAuthority.GetValueOrDefault(claimed.TrimEnd('/'))?.Options.Scheme;
    }

    public void Dispose()
    {
        foreach (var issuer in byAuthority.Values) issuer.Keys.Dispose();
    }
}

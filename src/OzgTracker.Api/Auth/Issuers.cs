using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>An issuer and its keys.</summary>
sealed record Issuer(IssuerOptions Options, IssuerKeys Keys);

/// <summary>The issuers of this installation.</summary>
sealed class Issuers : IDisposable
{
    readonly Dictionary<string, Issuer> byAuthority, byScheme;
    readonly bool takesDevelopmentTokens;

    /// <param name="takesDevelopmentTokens">Whether those that we make ourselves are among them.</param>
    public Issuers(IReadOnlyList<IssuerOptions> issuers, bool takesDevelopmentTokens, TimeProvider clock, ILoggerFactory logging)
    {
        this.takesDevelopmentTokens = takesDevelopmentTokens;
        Authorities = [.. issuers.Select(issuer => issuer.Authority)];
        byAuthority = issuers.ToDictionary(
            options => options.Authority.TrimEnd('/'),
            options => new Issuer(options, new IssuerKeys(options, clock, logging.CreateLogger<IssuerKeys>())),
            StringComparer.Ordinal);
        byScheme = byAuthority.Values.ToDictionary(issuer => issuer.Options.Scheme, StringComparer.Ordinal);
    }

    /// <summary>Addresses of all, as they are set.</summary>
    public IReadOnlyList<string> Authorities { get; }

    public Issuer Named(string name) => byScheme[IssuerOptions.SchemeOf(name)];

    /// <summary>Who can verify what a token claims; null for nobody.</summary>
    public string? SchemeOf(string? claimed)
    {
        if (claimed is null) return null;
        if (claimed == DevelopmentTokens.Issuer) return takesDevelopmentTokens ? AuthSetup.DevelopmentScheme : null;
        return byAuthority.GetValueOrDefault(claimed.TrimEnd('/'))?.Options.Scheme;
    }

    /// <summary>What the tokens of a scheme are verified with now; another object as soon as an issuer was asked again. Null for nothing.</summary>
    public object? KeysOf(string scheme) => scheme == AuthSetup.DevelopmentScheme
        ? this   // our own key is read once
        : byScheme.GetValueOrDefault(scheme)?.Keys.Reading;

    public void Dispose()
    {
        foreach (var issuer in byAuthority.Values) issuer.Keys.Dispose();
    }
}

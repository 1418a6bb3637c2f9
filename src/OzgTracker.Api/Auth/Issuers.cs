namespace OzgTracker.Api.Auth;

/// <summary>An issuer and its keys.</summary>
sealed record Issuer(IssuerOptions Options, IssuerKeys Keys);

/// <summary>The issuers of this installation.</summary>
sealed class Issuers : IDisposable
{
    readonly Dictionary<string, Issuer> byAuthority;

    public Issuers(IReadOnlyList<IssuerOptions> issuers, TimeProvider clock, ILoggerFactory logging) => byAuthority = issuers.ToDictionary(
        options => options.Authority.TrimEnd('/'),
        options => new Issuer(options, new IssuerKeys(options, clock, logging.CreateLogger<IssuerKeys>())),
        StringComparer.Ordinal);

    public Issuer Named(string name) => byAuthority.Values.Single(issuer => issuer.Options.Name == name);

    /// <summary>The one that a token names; nobody vouches for that yet.</summary>
    public Issuer? Find(string? claimed) => claimed is null ? null : byAuthority.GetValueOrDefault(claimed.TrimEnd('/'));

    public void Dispose()
    {
        foreach (var issuer in byAuthority.Values) issuer.Keys.Dispose();
    }
}

using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OzgTracker.Api.Auth;

/// <summary>The issuer has not told its keys yet, and cannot be asked just now.</summary>
sealed class IssuerUnavailableException(string issuer) : Exception($"The keys of the issuer '{issuer}' are not known and it does not answer.");

/// <summary>What one issuer signs with, by its discovery document.</summary>
/// <remarks>
/// Nobody but the issuer says which keys are good: <c>jku</c>, <c>x5u</c> and <c>jwk</c> of tokens are not looked at. Keys that were read stay good while the issuer is away. It is asked
/// by one request at a time; a key id that nobody knows makes it be asked again, at most once in <see cref="UnknownKeyPause"/>, so strangers cannot have us wear it down.
/// </remarks>
sealed partial class IssuerKeys : IDisposable
{
    /// <summary>How old keys may be until they are read again, while requests go on with those that are known: a key that was withdrawn is good for so long.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(30);

    /// <summary>Between questions that fail.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(3);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    const long LargestDocument = 1024 * 1024;
    const int MostKeys = 100;
    const int SmallestRsaKey = 2048;

    readonly IssuerOptions options;
    readonly TimeProvider clock;
    readonly ILogger logger;
    readonly HttpClient http;
    readonly HttpDocumentRetriever documents;
    readonly Lock gate = new();
    volatile Known? known;
    Task<bool>? running;
    long? failedAt, askedForUnknownAt;

    public IssuerKeys(IssuerOptions options, TimeProvider clock, ILogger logger, HttpMessageHandler? network = null)
    {
        (this.options, this.clock, this.logger) = (options, clock, logger);
        var isLocal = new Uri(options.Authority).IsLoopback;
        http = new HttpClient(network ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !isLocal, PooledConnectionLifetime = Renewal })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestDocument,
        };
        documents = new HttpDocumentRetriever(http) { RequireHttps = !isLocal };
    }

    /// <summary>As the issuer writes itself; null until it was asked.</summary>
    public string? Issuer => known?.Issuer;

    /// <summary>The reading that its keys are from; another object when they were read again, whatever they say. Null until it was asked.</summary>
    public object? Reading => known;

    /// <summary>Two ways of writing one issuer.</summary>
    public static bool Same(string one, string other) => string.Equals(one.TrimEnd('/'), other.TrimEnd('/'), StringComparison.Ordinal);

    /// <summary>The keys with an id; all for a token that names none.</summary>
    public IReadOnlyList<SecurityKey> Find(string? keyId) => known is not { } now ? [] : string.IsNullOrEmpty(keyId) ? now.Keys : now.ById(keyId);

    /// <summary>Makes sure that there are keys, the one with this id among them if the issuer has it.</summary>
    /// <exception cref="IssuerUnavailableException">There are none at all, and the issuer does not answer.</exception>
    public async Task Prepare(string? keyId, CancellationToken ct)
    {
        if (known is not { } now)
        {
            if (!await (Ask(isForUnknownKey: false)?.WaitAsync(ct) ?? Task.FromResult(false)) && known is null) throw new IssuerUnavailableException(options.Name);
        }
        else if (!string.IsNullOrEmpty(keyId) && now.ById(keyId).Count == 0)
        {
            if (Ask(isForUnknownKey: true) is { } answer) await answer.WaitAsync(ct);
        }
        else if (clock.GetUtcNow() - now.ReadAt >= Renewal)
        {
            _ = Ask(isForUnknownKey: false);
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>The question that is under way, or a new one; null while it is too early for one.</summary>
    Task<bool>? Ask(bool isForUnknownKey)
    {
        lock (gate)
        {
            if (running is { IsCompleted: false }) return running;
            if (failedAt is { } failed && clock.GetElapsedTime(failed) < FailurePause) return null;
            if (isForUnknownKey)
            {
                if (askedForUnknownAt is { } asked && clock.GetElapsedTime(asked) < UnknownKeyPause) return null;
                askedForUnknownAt = clock.GetTimestamp();
            }

            return running = Task.Run(Read);
        }
    }

    async Task<bool> Read()
    {
        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            var document = OpenIdConnectConfiguration.Create(
                await documents.GetDocumentAsync($"{options.Authority.TrimEnd('/')}/.well-known/openid-configuration", timeout.Token));
            if (document.Issuer is null || !Same(document.Issuer, options.Authority)) throw new InvalidDataException("The discovery document is that of another issuer.");
            var published = JsonWebKeySet.Create(await documents.GetDocumentAsync(document.JwksUri, timeout.Token));
            SecurityKey[] keys = [.. published.Keys.Where(IsForSignatures).Take(MostKeys)];
            if (keys.Length == 0) throw new InvalidDataException("There is no key that could be used.");
            known = new Known(document.Issuer, keys, clock.GetUtcNow());
            lock (gate) failedAt = null;
            return true;
        }
        catch (Exception error)   // whatever a foreign server and its documents make of it, what is known stays
        {
            lock (gate) failedAt = clock.GetTimestamp();
            LogTrouble(options.Name, error.GetBaseException().Message);
            return false;
        }
    }

    /// <summary>A key that cannot be read must not keep us from the others.</summary>
    static bool IsForSignatures(JsonWebKey key)
    {
        try
        {
            return key is { Use: null or "" or JsonWebKeyUseNames.Sig } && key.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA => key.KeySize >= SmallestRsaKey,
                JsonWebAlgorithmsKeyTypes.EllipticCurve => key.Crv == JsonWebKeyECTypes.P256,
                _ => false,
            };
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} cannot be read, those that are known stay good: {Reason}")]
    private partial void LogTrouble(string issuer, string reason);

    sealed record Known(string Issuer, IReadOnlyList<SecurityKey> Keys, DateTimeOffset ReadAt)
    {
        readonly ILookup<string, SecurityKey> byId = Keys.Where(key => !string.IsNullOrEmpty(key.KeyId)).ToLookup(key => key.KeyId, StringComparer.Ordinal);

        public IReadOnlyList<SecurityKey> ById(string keyId) => [.. byId[keyId]];
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OzgTracker.EventStore;
using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>Who is who, by issuers, API keys and tokens for development; and policies: everything is denied that no policy allows.</summary>
static class AuthSetup
{
    public const string DevelopmentScheme = "development";

    /// <summary>By how much clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <param name="tokens">Null where tokens for development cannot be accepted.</param>
    public static void AddAccess(this IServiceCollection services, AccessOptions access, DevelopmentTokens? tokens, bool isEmbedded)
    {
        // Nothing here needs a key ring; without this one would be written to the home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton(provider => new Issuers(
            access.Issuers, tokens is not null, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new KnownTokens(provider.GetRequiredService<Issuers>().KeysOf, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DevelopmentGate(access.DevelopmentTokens, isEmbedded, provider.GetRequiredService<IServer>()));
        services.AddSingleton(provider => new ApiKeyCache(provider.GetRequiredService<DocumentStore>().DataSource, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ApiKeyUses(
            provider.GetRequiredService<DocumentStore>().DataSource, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ApiKeyUses>>()));
        services.AddHostedService(provider => provider.GetRequiredService<DevelopmentGate>());
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());

        var authentication = services.AddAuthentication(AccessHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, AccessHandler>(AccessHandler.Name, AccessHandler.Choose)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null);
        if (tokens is not null)
        {
            authentication.AddJwtBearer(DevelopmentScheme, _ => { });
            services.AddOptions<JwtBearerOptions>(DevelopmentScheme).Configure<DevelopmentGate>((options, gate) => AcceptDevelopment(options, tokens, gate));
        }

        foreach (var issuer in access.Issuers)
        {
            authentication.AddJwtBearer(issuer.Scheme, _ => { });
            services.AddOptions<JwtBearerOptions>(issuer.Scheme).Configure<Issuers>((options, issuers) => Accept(options, issuers.Named(issuer.Name)));
        }

        AddPolicies(services, access.PublicRead ?? isEmbedded);
    }

    static void AddPolicies(IServiceCollection services, bool publicRead) => services.AddAuthorizationBuilder()
        .AddPolicy(Policy.Open, policy => policy.RequireAssertion(_ => true))
        .AddPolicy(Policy.Read, policy => policy.RequireAssertion(context => MayRead(context, publicRead)))
        .AddPolicy(Policy.Report, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Reporter))
        .AddPolicy(Policy.Coordinate, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Coordinator))
        .AddPolicy(Policy.ReportOrCoordinate, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Reporter, Roles.Coordinator))
        .AddPolicy(Policy.Administer, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Admin))
        .AddPolicy(Policy.AdministerOrCoordinate, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Admin, Roles.Coordinator))
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNothingOfOurs).Build());

    static void Accept(JwtBearerOptions options, Issuer issuer)
    {
        options.TokenValidationParameters = Strict(issuer.Options.Algorithms ?? IssuerOptions.KnownAlgorithms, issuer.Options.Audiences!);
        options.TokenValidationParameters.IssuerValidator = (claimed, _, _) => claimed == issuer.Keys.Issuer ? claimed : throw new SecurityTokenInvalidIssuerException();
        options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, keyId, _) => issuer.Keys.Find(keyId);
        options.TokenValidationParameters.TypeValidator = (type, _, _) => IsType(issuer.Options.TokenType, type) ? type : throw new SecurityTokenInvalidTypeException();
        Verify(options, token => Principals.Of(issuer.Options, token), async (token, ct) =>
        {
            await issuer.Keys.Prepare(token.Kid, ct);
            return true;
        });
    }

    static void AcceptDevelopment(JwtBearerOptions options, DevelopmentTokens tokens, DevelopmentGate gate)
    {
        options.TokenValidationParameters = Strict([SecurityAlgorithms.HmacSha256], [DevelopmentTokens.Audience]);
        options.TokenValidationParameters.ValidIssuer = DevelopmentTokens.Issuer;
        options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => [tokens.SigningKey];
        Verify(options, token => Principals.OfDevelopment(DevelopmentScheme, token), (_, ct) => gate.IsOpen.WaitAsync(ct));
    }

    static TokenValidationParameters Strict(string[] algorithms, string[] audiences) => new()
    {
        ValidAlgorithms = algorithms,
        ValidAudiences = audiences,
        RequireAudience = true,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        ClockSkew = Skew,
    };

    /// <param name="prepare">Waits for what verifying takes; false where no token is accepted at all.</param>
    static void Verify(JwtBearerOptions options, Func<JsonWebToken, ClaimsPrincipal?> principalOf, Func<JsonWebToken, CancellationToken, Task<bool>> prepare)
    {
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;   // a bare challenge: which part was wrong is nobody's business
        options.SaveToken = false;
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false });
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async context =>
            {
                if (Credentials.Of(context.HttpContext).Token is not { } token)
                {
                    context.NoResult();
                    return;
                }

                context.Token = token.EncodedToken;
                try
                {
                    if (!await prepare(token, context.HttpContext.RequestAborted)) context.Fail("Not accepted here.");
                }
                catch (IssuerUnavailableException error)
                {
                    context.Fail(error);   // answered only where it matters: open addresses need no token
                }
            },
            OnTokenValidated = context =>
            {
                if (principalOf((JsonWebToken)context.SecurityToken) is { } principal) context.Principal = principal;
                else context.Fail("Not an access token with a subject.");
                return Task.CompletedTask;
            },
            OnChallenge = async context =>
            {
                if (await Challenges.Excuse(context.HttpContext, context.AuthenticateFailure)) context.HandleResponse();
            },
        };
    }

    /// <summary>RFC 9068: with or without <c>application/</c>, whatever the case.</summary>
    static bool IsType(string wanted, string? type) =>
        wanted.Length == 0
        || string.Equals(type, wanted, StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, "application/" + wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>No route, or one of the framework's answers 405 and 415; an endpoint without a policy stays denied.</summary>
    static bool IsNothingOfOurs(AuthorizationHandlerContext context) => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    /// <summary>Whoever sends a token wants to be known by it: an expired one is refused even where anyone may read.</summary>
    static bool MayRead(AuthorizationHandlerContext context, bool publicRead) =>
        (publicRead && context.Resource is HttpContext { Request.Headers.Authorization.Count: 0 }) || Roles.All.Contains(context.User.FindFirst(DevelopmentTokens.RoleClaim)?.Value);
}

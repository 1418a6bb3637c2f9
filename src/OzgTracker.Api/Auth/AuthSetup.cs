using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OzgTracker.Operations;

namespace OzgTracker.Api.Auth;

/// <summary>Tokens and policies; everything is denied that no policy allows.</summary>
static class AuthSetup
{
    static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static void AddAccess(this IServiceCollection services, DevelopmentTokens tokens, bool publicRead)
    {
        // Bearer tokens need no key ring; without this one would be written to the home directory.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false });
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = DevelopmentTokens.Issuer,
                ValidAudience = DevelopmentTokens.Audience,
                IssuerSigningKey = tokens.SigningKey,
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                ClockSkew = Skew,
            };
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Policy.Open, policy => policy.RequireAssertion(_ => true))
            .AddPolicy(Policy.Read, policy => policy.RequireAssertion(context => MayRead(context, publicRead)))
            .AddPolicy(Policy.Report, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Reporter))
            .AddPolicy(Policy.Coordinate, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Coordinator))
            .AddPolicy(Policy.ReportOrCoordinate, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Reporter, Roles.Coordinator))
            .AddPolicy(Policy.Administer, policy => policy.RequireClaim(DevelopmentTokens.RoleClaim, Roles.Admin))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNothingOfOurs).Build());
    }

    /// <summary>No route, or one of the framework's answers 405 and 415; an endpoint without a policy stays denied.</summary>
    static bool IsNothingOfOurs(AuthorizationHandlerContext context) => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    /// <summary>Whoever sends a token wants to be known by it: an expired one is refused even where anyone may read.</summary>
    static bool MayRead(AuthorizationHandlerContext context, bool publicRead) =>
        (publicRead && context.Resource is HttpContext { Request.Headers.Authorization.Count: 0 }) || Roles.All.Contains(context.User.FindFirst(DevelopmentTokens.RoleClaim)?.Value);
}

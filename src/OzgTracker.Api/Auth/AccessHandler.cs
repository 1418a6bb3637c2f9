using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OzgTracker.Api.Auth;

/// <summary>Looks at the request and hands it to the scheme that can verify it, unless that was done a moment ago.</summary>
sealed class AccessHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, Issuers issuers, KnownTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "access";

    /// <summary>Who is known is answered here; refusals are those of the scheme that could not verify.</summary>
    public static void Choose(AuthenticationSchemeOptions options)
    {
        options.ForwardAuthenticate = Name;
        options.ForwardDefaultSelector = context => Credentials.Of(context).Scheme;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var credentials = Credentials.Of(Context);
        if (credentials.IsAbsent) return AuthenticateResult.NoResult();
        if (credentials.Known is { } known) return known.Result;

        var keys = credentials.Token is null ? null : issuers.KeysOf(credentials.Scheme);
        var result = await Context.AuthenticateAsync(credentials.Scheme);
        if (credentials.Token is not null && result.Succeeded) tokens.Keep(Context.Request.Headers.Authorization.ToString(), new KnownToken(credentials.Scheme, result), keys);
        return result;
    }
}

using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.Auth;

/// <summary>What a request brings in its <c>Authorization</c> header, looked at once; nothing of it is verified.</summary>
sealed class Credentials
{
    const string Bearer = "Bearer", Basic = "Basic";

    Credentials()
    {
    }

    /// <summary>No header at all.</summary>
    public bool IsAbsent { get; private init; }

    /// <summary>An API key by its looks, as Bearer or as the password of Basic.</summary>
    public string? Key { get; private init; }

    /// <summary>A token that was verified a moment ago; it is not read again.</summary>
    public KnownToken? Known { get; private init; }

    /// <summary>A token that can be read.</summary>
    public JsonWebToken? Token { get; private init; }

    /// <summary>Who has to verify it.</summary>
    public string Scheme { get; private init; } = ApiKeyHandler.Name;

    /// <summary>Whether a request says who sends it; if it is true, authentication finds out.</summary>
    public static bool AreIn(HttpRequest request) => request.Headers.Authorization.Count > 0;

    public static Credentials Of(HttpContext context)
    {
        if (context.Features.Get<Credentials>() is { } known) return known;
        var read = Read(context);
        context.Features.Set(read);
        return read;
    }

    static Credentials Read(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 0) return new Credentials { IsAbsent = true };
        if (headers is [{ } whole] && context.RequestServices.GetRequiredService<KnownTokens>().Find(whole) is { } known) return new Credentials { Known = known, Scheme = known.Scheme };
        if (headers.Count > 1 || !AuthenticationHeaderValue.TryParse(headers[0], out var header) || header.Parameter is not { Length: > 0 } parameter) return new Credentials();
        if (header.Scheme.Equals(Basic, StringComparison.OrdinalIgnoreCase)) return new Credentials { Key = PasswordOf(parameter) };
        if (!header.Scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase)) return new Credentials();
        if (parameter.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal)) return new Credentials { Key = parameter };
        if (Parse(parameter) is not { } token) return new Credentials();

        return context.RequestServices.GetRequiredService<Issuers>().SchemeOf(token.Issuer) is { } scheme ? new Credentials { Token = token, Scheme = scheme } : new Credentials();
    }

    /// <summary>A signed token without extensions that would have to be understood.</summary>
    static JsonWebToken? Parse(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return token.IsEncrypted || token.TryGetHeaderValue<object>("crit", out _) ? null : token;
        }
        catch (Exception)   // whatever its parser has against it: it is no token
        {
            return null;
        }
    }

    /// <summary>The user name does not matter: the key says who it is.</summary>
    static string? PasswordOf(string parameter)
    {
        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length)) return null;
        var text = Encoding.Latin1.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}

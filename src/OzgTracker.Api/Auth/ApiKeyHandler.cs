using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Npgsql;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.Auth;

/// <summary>Knows API keys, and answers for everything that nobody else knows.</summary>
sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, ApiKeyCache keys, ApiKeyUses uses, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    /// <summary>Name of the scheme, and what stands before the colon of a key's subject.</summary>
    public const string Name = "key";

    static readonly AuthenticateResult NotGood = AuthenticateResult.Fail("Not good.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var credentials = Credentials.Of(Context);
        if (credentials.IsAbsent) return AuthenticateResult.NoResult();
        if (!ApiKeySecret.TryParse(credentials.Key, out var presented)) return NotGood;

        ApiKey? key;
        try
        {
            key = await keys.Find(presented.Id, Context.RequestAborted);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return AuthenticateResult.Fail(error);
        }

        if (key is null || !key.Accepts(presented.Hash, clock.GetUtcNow())) return NotGood;
        uses.Note(key.Id);
        return AuthenticateResult.Success(new AuthenticationTicket(Principals.Of(Name, SubjectOf(key.Id), key.Role, key.Keys, key.States), Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        if (!await Challenges.Excuse(Context, result.Failure)) Challenges.Refuse(Response);
    }

    public static string SubjectOf(string id) => $"{Name}:{id}";

    /// <summary>The id of the key that a subject is; null for everybody else.</summary>
    public static string? KeyOf(string subject) => subject.StartsWith(Name + ":", StringComparison.Ordinal) ? subject[(Name.Length + 1)..] : null;
}

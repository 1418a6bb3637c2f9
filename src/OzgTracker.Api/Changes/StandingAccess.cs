using Microsoft.AspNetCore.Authentication;
using Npgsql;
using OzgTracker.Api.Auth;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.Changes;

/// <summary>Whether somebody who was let in some time ago would be let in now: a stream outlives the check at its begin.</summary>
sealed class StandingAccess(ApiKeyCache keys, TimeProvider clock)
{
    public async Task<bool> IsGoodAsync(HttpContext context)
    {
        var credentials = Credentials.Of(context);
        if (credentials.IsAbsent) return true;   // reading is public
        if (ApiKeySecret.TryParse(credentials.Key, out var presented)) return await IsGood(presented, context.RequestAborted);
        var ticket = await context.AuthenticateAsync();   // kept from the begin of the request
        return ticket.Properties?.ExpiresUtc is not { } expiry || clock.GetUtcNow() < expiry + AuthSetup.Skew;
    }

    async Task<bool> IsGood(ApiKeySecret presented, CancellationToken ct)
    {
        try
        {
            return await keys.Find(presented.Id, ct) is { } key && key.Accepts(presented.Hash, clock.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return true;   // without the database nobody learns anything new; the next heartbeat looks again
        }
    }
}

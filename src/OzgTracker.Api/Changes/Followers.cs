using Microsoft.Extensions.Options;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Changes;

/// <summary>Counts who follows: streams and waiting requests hold a connection for long, so there are only so many, in all and of one client.</summary>
sealed class Followers(IOptions<ChangesOptions> options)
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> byClient = new(StringComparer.Ordinal);
    int all;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate) return all;
        }
    }

    /// <summary>A place, to be given back by disposing it; null where there is none.</summary>
    public IDisposable? Enter(HttpContext context)
    {
        var client = ClientOf(context);
        lock (gate)
        {
            var own = byClient.GetValueOrDefault(client);
            if (all >= options.Value.Followers || own >= options.Value.FollowersPerClient) return null;
            all++;
            byClient[client] = own + 1;
            return new Place(this, client);
        }
    }

    static string ClientOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true }
        ? "s " + Caller.SubjectOf(context.User)
        : FormattableString.Invariant($"a {RateBucket.Network(context.Connection.RemoteIpAddress)}");

    void Leave(string client)
    {
        lock (gate)
        {
            all--;
            if (--byClient[client] == 0) byClient.Remove(client);
        }
    }

    sealed class Place(Followers followers, string client) : IDisposable
    {
        int isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLeft, 1) == 0) followers.Leave(client);
        }
    }
}

using OzgTracker.Api.Auth;

namespace OzgTracker.Api.Limits;

/// <summary>Places that are held for as long as a client reads: so many at once, and of one client only a share, so that nobody occupies all of them by being slow.</summary>
/// <remarks>A client is the subject of its token, without one the address. Nobody waits. What is kept is bounded by the number of places.</remarks>
class ClientPlaces(int most, int mostOfOne)
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> taken = new(StringComparer.Ordinal);
    int all;

    /// <summary>Places that somebody has.</summary>
    public int Taken
    {
        get
        {
            lock (gate) return all;
        }
    }

    /// <summary>Places that nobody has.</summary>
    public int Free => most - Taken;

    /// <summary>A place for whoever asks, to be given back by disposing it; null where there is none.</summary>
    public IDisposable? Take(HttpContext context) => Take(ClientOf(context));

    public IDisposable? Take(string client)
    {
        lock (gate)
        {
            var own = taken.GetValueOrDefault(client);
            if (all >= most || own >= mostOfOne) return null;
            taken[client] = own + 1;
            all++;
        }

        return new Place(this, client);
    }

    /// <summary>Subjects and addresses cannot be confused, whatever a subject looks like.</summary>
    static string ClientOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true }
        ? "subject " + Caller.SubjectOf(context.User)
        : FormattableString.Invariant($"address {RateBucket.Network(context.Connection.RemoteIpAddress)}");

    void GiveBack(string client)
    {
        lock (gate)
        {
            all--;
            if (--taken[client] == 0) taken.Remove(client);
        }
    }

    sealed class Place(ClientPlaces places, string client) : IDisposable
    {
        ClientPlaces? held = places;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.GiveBack(client);
    }
}

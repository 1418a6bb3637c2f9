namespace OzgTracker.Api.Audit;

/// <summary>Which credentials this node has seen within the hour; bounded.</summary>
sealed class SeenCredentials(int most = 10_000)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    readonly Lock gate = new();
    readonly Dictionary<Credential, TimeSpan> seen = [];

    /// <summary>A credential without its secret.</summary>
    /// <param name="Mark">What tells two tokens of one subject apart: their id, or when they were issued.</param>
    public readonly record struct Credential(string? Issuer, string Subject, string? Mark);

    /// <summary>Whether it is the first request of the credential within an hour.</summary>
    /// <param name="now">Of a clock that only goes forward.</param>
    public bool IsNew(Credential credential, TimeSpan now)
    {
        lock (gate)
        {
            if (seen.TryGetValue(credential, out var since) && now - since < Window) return false;
            if (seen.Count >= most) Tidy(now);
            seen[credential] = now;
            return true;
        }
    }

    /// <summary>Who is forgotten too early is noted once more; that is all.</summary>
    void Tidy(TimeSpan now)
    {
        foreach (var (credential, since) in seen)
            if (now - since >= Window) seen.Remove(credential);
        if (seen.Count >= most) seen.Clear();
    }
}

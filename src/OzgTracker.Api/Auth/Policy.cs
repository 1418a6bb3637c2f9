namespace OzgTracker.Api.Auth;

/// <summary>Names of the authorisation policies. Object checks (which unit, which Land) are the endpoint's, with <see cref="Caller"/>.</summary>
static class Policy
{
    /// <summary>Anyone, without a token: health, documentation, the problem catalogue.</summary>
    public const string Open = "open";

    /// <summary>Any role; without a token only where the installation says so.</summary>
    public const string Read = "read";

    /// <summary>A reporter; for which units its keys say.</summary>
    public const string Report = "report";
}

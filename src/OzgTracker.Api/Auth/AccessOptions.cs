namespace OzgTracker.Api.Auth;

/// <summary>Settings of access, section <c>Access</c>.</summary>
sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Whether anyone may read without a token. Absent: only on the embedded database, which is for development.</summary>
    public bool? PublicRead { get; init; }
}

namespace OzgTracker.Api.Web;

/// <summary>Settings of the contract and its pages, section <c>Docs</c>.</summary>
sealed class DocsOptions
{
    public const string Section = "Docs";

    /// <summary>Whether <c>/docs</c> and <c>/openapi</c> answer. Absent: only on the embedded database, which is for development.</summary>
    public bool? Enabled { get; init; }
}

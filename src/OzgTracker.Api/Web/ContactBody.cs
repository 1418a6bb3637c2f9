namespace OzgTracker.Api.Web;

/// <summary>Where an office can be asked; one of the two is needed.</summary>
/// <param name="Mailbox">A functional mailbox such as `digitalisierung@…`, never the address of a person.</param>
/// <param name="Url">Public http(s) address.</param>
public sealed record ContactBody(string? Mailbox = null, string? Url = null);

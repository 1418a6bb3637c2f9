using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Contacts;

/// <summary>Where an office can be asked; at least one of the two.</summary>
/// <param name="Mailbox">A functional mailbox, never the address of a person.</param>
/// <param name="Url">Public http(s) address.</param>
public sealed record ContactPoint(string? Mailbox, string? Url);

/// <summary>What addresses must be before they get into the log.</summary>
static class ContactRules
{
    /// <summary>Code of an address that is not for everybody.</summary>
    public const string NotPublic = "address-not-public";

    public static Decision? CheckUrl(string? url, string field) => url is null || ClaimRules.IsPublicAddress(url)
        ? null
        : Decision.Refuse(NotPublic, $"{field} must be an absolute http or https address without user name or password.");

    public static Decision? Check(ContactPoint? contact)
    {
        if (contact is null) return null;
        if (contact is { Mailbox: null, Url: null })
            return Decision.Refuse("contact-empty", "A contact point needs a mailbox or a url; leave it out where there is none.");
        if (contact.Mailbox is { } mailbox && FunctionalMailbox.WhyNot(mailbox) is { } why) return Decision.Refuse(FunctionalMailbox.Code, why);
        return CheckUrl(contact.Url, "contactPoint.url");
    }
}

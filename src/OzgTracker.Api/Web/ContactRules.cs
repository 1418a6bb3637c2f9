using FluentValidation;
using OzgTracker.Domain.Contacts;

namespace OzgTracker.Api.Web;

/// <summary>Syntax of what offices publish of themselves; whether it speaks of a person, the domain says.</summary>
static class ContactRules
{
    /// <summary>One mail address, where one is given.</summary>
    public static IRuleBuilderOptions<T, string?> Mailbox<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(address => address is null || FunctionalMailbox.IsAddress(address)).WithErrorCode("invalid-mailbox")
        .WithMessage("'mailbox' must be one mail address such as digitalisierung@stadt.example.");
}

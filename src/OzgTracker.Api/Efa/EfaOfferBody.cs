using FluentValidation;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Api.Efa;

/// <summary>What is offered; the same in a new offer and in a changed one.</summary>
public interface IEfaOfferBody
{
    /// <summary>The Land that provides it, two digits.</summary>
    string Provider { get; }

    /// <summary>Name of the online service.</summary>
    string Name { get; }

    /// <summary>The organisation that operates it.</summary>
    string Operator { get; }

    /// <summary>The OZG services that it covers.</summary>
    IReadOnlyList<string> OzgIds { get; }

    /// <summary>The legal way on which others join.</summary>
    EfaContract Contract { get; }

    /// <summary>Whom to ask.</summary>
    ContactBody ContactPoint { get; }

    /// <summary>Since when others can join.</summary>
    DateOnly Since { get; }

    /// <summary>The LeiKa services that it covers.</summary>
    IReadOnlyList<string>? LeikaIds { get; }

    /// <summary>How the costs are shared.</summary>
    string? CostModel { get; }
}

static class EfaOfferBodies
{
    /// <summary>As the domain sees it.</summary>
    public static EfaOfferTerms ToTerms(this IEfaOfferBody body) => new(
        StateCode.Parse(body.Provider), body.Name, body.Operator, [.. body.OzgIds.Select(OzgId.Parse)],
        body.LeikaIds is { Count: > 0 } ids ? [.. ids.Select(LeikaId.Parse)] : null, body.Contract, body.CostModel, new ContactPoint(body.ContactPoint.Mailbox, body.ContactPoint.Url), body.Since);
}

/// <summary>Shape of an offer; what the catalogue and the calendar say is decided by the domain.</summary>
sealed class EfaOfferBodyValidator : AbstractValidator<IEfaOfferBody>
{
    const int LongestName = 200;
    const int LongestUrl = 2_000;
    const int MostIds = 1_000;

    public EfaOfferBodyValidator()
    {
        RuleFor(body => body.Provider).Must(state => StateCode.TryParse(state, out _)).WithErrorCode("invalid-state")
            .WithMessage("'provider' must be the number of a Land, 01 to 16.");
        RuleFor(body => body.Name).Words(LongestName);
        RuleFor(body => body.Name).Remark();
        RuleFor(body => body.Operator).MaximumLength(OrganisationName.Longest).WithErrorCode("text-too-long")
            .WithMessage($"At most {OrganisationName.Longest} characters.");
        RuleFor(body => body.OzgIds).Must(ids => ids.Count is > 0 and <= MostIds).WithErrorCode("number-of-services")
            .WithMessage($"1 to {MostIds} OZG services are needed.");
        RuleForEach(body => body.OzgIds).OzgId();
        RuleFor(body => body.LeikaIds).Must(ids => ids is not { Count: > MostIds }).WithErrorCode("too-many")
            .WithMessage($"At most {MostIds} LeiKa keys.");
        RuleForEach(body => body.LeikaIds).LeikaId();
        RuleFor(body => body.CostModel).Remark();
        RuleFor(body => body.ContactPoint.Mailbox).Mailbox();
        RuleFor(body => body.ContactPoint.Url).MaximumLength(LongestUrl).WithErrorCode("text-too-long").WithMessage($"At most {LongestUrl} characters.");
    }
}

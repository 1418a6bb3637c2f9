using FluentValidation;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Api.Rollouts;

/// <summary>What a report or a correction says.</summary>
public interface IMaturityBody
{
    /// <summary>Level in the model; exactly one of level and criteria.</summary>
    int? Level { get; }

    /// <summary>Level of each criterion; the lowest decides.</summary>
    IReadOnlyDictionary<string, int>? Criteria { get; }

    /// <summary>Since when it is so; today when absent.</summary>
    DateOnly? ValidOn { get; }

    /// <summary>Public http(s) address where anyone can check it.</summary>
    string? EvidenceUrl { get; }

    /// <summary>The LeiKa services it speaks of; the whole OZG service when absent.</summary>
    IReadOnlyList<string>? LeikaIds { get; }

    /// <summary>When the unit said so, for reports that come late; now when absent.</summary>
    DateTimeOffset? ReportedAt { get; }

    /// <summary>A remark on the service, at most 500 characters; never names, mail addresses or telephone numbers of persons.</summary>
    string? Note { get; }
}

static class MaturityBodies
{
    /// <summary>As the domain sees it.</summary>
    public static ClaimedMaturity ToClaim(this IMaturityBody body, DateOnly today) => new(
        body.Level, body.Criteria, body.ValidOn ?? today, body.EvidenceUrl, body.LeikaIds?.Select(LeikaId.Parse).ToArray(), body.ReportedAt, body.Note);
}

/// <summary>Shape of a report or a correction; what the model and the calendar say is decided by the domain.</summary>
sealed class MaturityBodyValidator : AbstractValidator<IMaturityBody>
{
    public MaturityBodyValidator()
    {
        RuleFor(body => body.EvidenceUrl).MaximumLength(ClaimLimits.LongestUrl).WithErrorCode("text-too-long");
        RuleFor(body => body.LeikaIds).Must(ids => ids is not { Count: > ClaimLimits.MostLeikaIds }).WithErrorCode("too-many").WithMessage($"At most {ClaimLimits.MostLeikaIds} LeiKa keys.");
        RuleForEach(body => body.LeikaIds).LeikaId();
        RuleFor(body => body.Criteria).Must(criteria => criteria is not { Count: > ClaimLimits.MostCriteria }).WithErrorCode("too-many").WithMessage($"At most {ClaimLimits.MostCriteria} criteria.");
        RuleFor(body => body.Note).Remark();
    }
}

using FluentValidation;
using OzgTracker.Api.Rollouts;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Targets;
using DomainOzgId = OzgTracker.Domain.Catalogue.OzgId;

namespace OzgTracker.Api.Targets;

/// <summary>What bodies that set or revise a target have in common.</summary>
public interface ITargetGoalBody
{
    /// <summary>What people call it.</summary>
    string Title { get; }

    /// <summary>The level to be reached.</summary>
    int Level { get; }

    /// <summary>The day by which.</summary>
    DateOnly By { get; }

    /// <summary>The maturity model.</summary>
    string? Model { get; }

    /// <summary>The services …</summary>
    IReadOnlyList<string>? OzgIds { get; }

    /// <summary>… or the programme.</summary>
    string? Tag { get; }
}

/// <summary>Shape of a goal; rules live in the decider.</summary>
sealed class TargetGoalValidator : AbstractValidator<ITargetGoalBody>
{
    const int MostServices = 1_000;
    const int LongestTag = 100;

    public TargetGoalValidator()
    {
        RuleFor(goal => goal.Title).NotEmpty().WithErrorCode("missing-value").WithMessage("A title is needed.");
        RuleFor(goal => goal.Title).Remark();
        RuleFor(goal => goal.Level).InclusiveBetween(1, 99).WithErrorCode("invalid-level").WithMessage("'level' is a level of the model above 0.");
        RuleForEach(goal => goal.OzgIds).Must(id => DomainOzgId.TryParse(id, out _)).WithErrorCode("invalid-ozg-id").WithMessage("An OZG id has five digits and starts with 1.");
        RuleFor(goal => goal.OzgIds).Must(ids => ids is null || ids.Count <= MostServices).WithErrorCode("too-many-values")
            .WithMessage($"'ozgIds' lists at most {MostServices} services.");
        RuleFor(goal => goal.Tag).Must(tag => tag is null || (tag.Length is > 0 and <= LongestTag && tag.Trim() == tag)).WithErrorCode("invalid-tag")
            .WithMessage($"'tag' has 1 to {LongestTag} characters, no blank at either end.");
    }

    public static TargetGoal Goal(ITargetGoalBody body) => new(
        body.Title, body.Model ?? MaturityModel.Default, body.Level, body.By, body.OzgIds is { } ids ? [.. ids.Select(DomainOzgId.Parse)] : null, body.Tag);
}

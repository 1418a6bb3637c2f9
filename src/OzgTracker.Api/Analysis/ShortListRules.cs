using FluentValidation;

namespace OzgTracker.Api.Analysis;

/// <summary>The query parameter <c>limit</c> of lists of which only the beginning is of use, so that they have no pages.</summary>
static class ShortListRules
{
    const int Most = 100, Usual = 10;

    /// <summary>Rows that are wanted.</summary>
    public static int Rows(int? limit) => limit ?? Usual;

    /// <summary>Range.</summary>
    public static IRuleBuilderOptions<T, int?> ShortList<T>(this IRuleBuilder<T, int?> rule) =>
        rule.InclusiveBetween(1, Most).WithErrorCode("limit-out-of-range").WithMessage($"'limit' must be from 1 to {Most}.");
}

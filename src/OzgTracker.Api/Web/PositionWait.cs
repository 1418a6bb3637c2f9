using FluentValidation;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Web;

/// <summary>Read-your-writes: waits until the read models have taken in a position, at most as long as a person would.</summary>
static class PositionWait
{
    static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);

    /// <summary>Null when the position is reached or none was asked for; otherwise the problem.</summary>
    public static async Task<Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult?> For(DocumentStore store, long? minPosition, CancellationToken ct)
    {
        if (minPosition is not { } position || await store.Projections.WaitForAsync(position, AtMost, ct)) return null;
        return Problem.Of("position-not-reached", $"The read models have not reached position {position} within {AtMost.TotalSeconds:0} seconds.");
    }

    /// <summary>A position is not negative.</summary>
    public static IRuleBuilderOptions<T, long?> Position<T>(this IRuleBuilder<T, long?> rule) =>
        rule.GreaterThanOrEqualTo(0).WithErrorCode("invalid-position").WithMessage("A position is a whole number from 0.");
}

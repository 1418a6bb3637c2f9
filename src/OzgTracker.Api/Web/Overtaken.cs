using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Web;

/// <summary>What a command does when somebody else wrote its stream between its read and its write.</summary>
static class Overtaken
{
    const int Attempts = 8;

    /// <summary>With If-Match the answer is 412; without it the command is decided on what the stream says now: deciders are idempotent.</summary>
    /// <param name="expected">Version of If-Match.</param>
    /// <param name="decide">Reads, decides and saves.</param>
    /// <param name="stale">Makes the problem the endpoint's answer.</param>
    public static async Task<TResult> DecideAnew<TResult>(long? expected, Func<Task<TResult>> decide, Func<ProblemHttpResult, TResult> stale)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await decide();
            }
            catch (ConcurrencyException moved) when (expected is not null)
            {
                return stale(Problem.StaleVersion(moved.ActualVersion ?? expected.Value + 1));
            }
            catch (ConcurrencyException) when (attempt < Attempts)
            {
                // Decide on what the stream says now.
            }
        }
    }
}

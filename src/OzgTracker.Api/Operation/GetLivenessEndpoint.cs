using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Operation;

/// <summary>Whether the process answers at all; asks nobody else.</summary>
public sealed class GetLivenessEndpoint : Endpoint<GetLivenessEndpoint.Request, Ok<GetLivenessEndpoint.Response>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <summary>It answers.</summary>
    public sealed record Response(string Status);

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/health/live");
        Unlimited();
        Policies(Policy.Open);
        Summary("Is the process alive", "Depends on nothing.");
    }

    /// <inheritdoc/>
    public override Task<Ok<Response>> ExecuteAsync(Request request, CancellationToken ct) => Task.FromResult(TypedResults.Ok(new Response("live")));
}

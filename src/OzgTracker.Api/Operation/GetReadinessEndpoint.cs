using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.Api.Operation;

/// <summary>Whether this node can serve: database reachable, read models keeping up.</summary>
public sealed class GetReadinessEndpoint(DocumentStore store) : Endpoint<GetReadinessEndpoint.Request, Results<Ok<GetReadinessEndpoint.Response>, JsonHttpResult<GetReadinessEndpoint.Response>>>
{
    /// <summary>Positions a read model may be behind before the node counts as not ready: ten pages of the daemon.</summary>
    const long MostLag = 10_000;

    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <summary>The node and its read models.</summary>
    /// <param name="Status">`ready` or `notReady`.</param>
    /// <param name="Database">`reachable` or `unreachable`.</param>
    /// <param name="LastGiven">Last position given to any event.</param>
    /// <param name="Projections">How far each read model is and how many positions behind; a failure names the event at which it stopped.</param>
    public sealed record Response(string Status, string Database, long LastGiven, IReadOnlyList<ProjectionStatus> Projections);

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/health/ready");
        Unlimited();
        Policies(Policy.Open);
        Problems(503);
        Summary("Can this node serve", "503 when the database is away, a read model stands still or is far behind.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Response>, JsonHttpResult<Response>>> ExecuteAsync(Request request, CancellationToken ct)
    {
        try
        {
            var lastGiven = await store.Feed.LastGivenAsync(ct);
            var projections = await store.Projections.StatusAsync(ct);
            var ready = projections.Count > 0 && projections.All(projection => projection.Failure is null && projection.Lag <= MostLag);
            return ready
                ? TypedResults.Ok(new Response("ready", "reachable", lastGiven, projections))
                : NotReady(new Response("notReady", "reachable", lastGiven, projections));
        }
        catch (NpgsqlException)
        {
            return NotReady(new Response("notReady", "unreachable", 0, []));
        }
    }

    static JsonHttpResult<Response> NotReady(Response response) => TypedResults.Json(response, ApiJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
}

using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>One reporting unit.</summary>
public sealed class GetMunicipalityEndpoint(DocumentStore store, Registry registry)
    : Endpoint<GetMunicipalityEndpoint.Request, Results<Ok<MunicipalityRow>, ProblemHttpResult>>
{
    /// <summary>Which unit.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits).</param>
    /// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
    public sealed record Request([FromRoute] string Key, [FromQuery] long? MinPosition = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.MinPosition).Position();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities/{key}");
        Policies(Policy.Read);
        Problems(404, 409);
        Summary("Get a reporting unit", "By id, AGS or ARS.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<MunicipalityRow>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await PositionWait.For(store, request.MinPosition, ct) is { } late) return late;
        return await registry.FindUnit(request.Key, ct) is { } unit && await MunicipalityQueries.Find(store.DataSource, unit.Id.Value, ct) is { } row
            ? TypedResults.Ok(row)
            : Problem.UnknownUnit(request.Key);
    }
}

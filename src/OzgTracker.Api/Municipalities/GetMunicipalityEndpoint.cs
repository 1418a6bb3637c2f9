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
    : Endpoint<GetMunicipalityEndpoint.Request, Results<Ok<MunicipalityDetail>, ProblemHttpResult>>
{
    /// <summary>Which unit.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits).</param>
    /// <param name="AsOf">The unit that had the key on that day, with its facts of then.</param>
    /// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
    public sealed record Request([FromRoute] string Key, [FromQuery] DateOnly? AsOf = null, [FromQuery] long? MinPosition = null);

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
        Summary(
            "Get a reporting unit",
            "By id, AGS or ARS. A key that a unit had once leads to it, and a unit that has ended answers with its successors.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<MunicipalityDetail>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await PositionWait.For(store, request.MinPosition, ct) is { } late) return late;
        var row = await Row(request, ct);
        if (row is null) return Problem.UnknownUnit(request.Key);

        var predecessors = await MunicipalityQueries.Predecessors(store.DataSource, row.Id, ct);
        if (row.ValidFrom > request.AsOf) return NotYet(row, predecessors);
        return TypedResults.Ok(new MunicipalityDetail(
            row,
            await MunicipalityQueries.Successors(store.DataSource, row.Id, ct),
            predecessors,
            await MunicipalityProfileQueries.Find(store.DataSource, row.Id, ct)));
    }

    /// <summary>As on the day that was asked for; of a unit that did not exist then, as it is now.</summary>
    async Task<MunicipalityRow?> Row(Request request, CancellationToken ct)
    {
        if (request.AsOf is { } day && await MunicipalityQueries.FindOnDay(store.DataSource, request.Key, day, ct) is { } then) return then;
        if (await registry.FindUnit(request.Key, ct) is not { } unit) return null;
        return (request.AsOf is { } past ? await MunicipalityQueries.FindOnDay(store.DataSource, unit.Id.Value, past, ct) : null)
            ?? await MunicipalityQueries.Find(store.DataSource, unit.Id.Value, ct);
    }

    static ProblemHttpResult NotYet(MunicipalityRow row, IReadOnlyList<RelatedUnit> predecessors) => Problem.Of(
        "unknown-municipality",
        $"'{row.Id}' begins on {row.ValidFrom:yyyy-MM-dd}"
        + (predecessors.Count == 0 ? "." : $"; before that it was {string.Join(", ", predecessors.Select(unit => $"{unit.Id} {unit.Name}"))}."));
}

using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>One reporting unit.</summary>
public sealed class GetMunicipalityEndpoint(DocumentStore store, Registry registry)
    : Endpoint<GetMunicipalityEndpoint.Request, Results<Ok<GetMunicipalityEndpoint.Response>, ProblemHttpResult>>
{
    /// <summary>Which unit.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits).</param>
    /// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
    public sealed record Request([FromRoute] string Key, [FromQuery] long? MinPosition = null);

    /// <summary>The unit and what it says of itself.</summary>
    /// <param name="DigitalStrategy">How far it is with a digital strategy; null when nothing is said.</param>
    /// <param name="ItProvider">The organisation that runs its IT.</param>
    /// <param name="ContactPoint">Where it can be asked: an office, never a person.</param>
    public sealed record Response(
        string Id, string? Ags, string Ars, string Name, string ShortName, string Kind, string Designation, string State, string? District, string? Association,
        int Population, string SizeClass, decimal? AreaKm2, DateOnly AsOf, DateOnly? ValidFrom, DateOnly? ValidTo,
        [property: JsonPropertyOrder(1)] DigitalStrategy? DigitalStrategy, [property: JsonPropertyOrder(1)] string? ItProvider,
        [property: JsonPropertyOrder(1)] ContactPoint? ContactPoint)
        : MunicipalityRow(Id, Ags, Ars, Name, ShortName, Kind, Designation, State, District, Association, Population, SizeClass, AreaKm2, AsOf, ValidFrom, ValidTo);

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
        Summary("Get a reporting unit", "By id, AGS or ARS, with what it says of itself.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await PositionWait.For(store, request.MinPosition, ct) is { } late) return late;
        if (await registry.FindUnit(request.Key, ct) is not { } unit || await MunicipalityQueries.Find(store.DataSource, unit.Id.Value, ct) is not { } row)
            return Problem.UnknownUnit(request.Key);

        var profile = await MunicipalityProfileQueries.Find(store.DataSource, row.Id, ct);
        return TypedResults.Ok(new Response(
            row.Id, row.Ags, row.Ars, row.Name, row.ShortName, row.Kind, row.Designation, row.State, row.District, row.Association,
            row.Population, row.SizeClass, row.AreaKm2, row.AsOf, row.ValidFrom, row.ValidTo,
            profile.DigitalStrategy, profile.ItProvider, profile.ContactPoint));
    }
}

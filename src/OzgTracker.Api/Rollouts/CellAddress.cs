using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Which cell a request speaks of.</summary>
/// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
/// <param name="OzgId">The OZG service, five digits.</param>
public sealed record CellAddress([FromRoute] string Key, [FromRoute] string OzgId)
{
    /// <summary>Where all operations of one cell are.</summary>
    public const string Route = "/v1/municipalities/{key}/services/{ozgId}";

    /// <summary>Syntax of both keys.</summary>
    public sealed class Validator : AbstractValidator<CellAddress>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(address => address.Key).UnitKey();
            RuleFor(address => address.OzgId).OzgId();
        }
    }
}

/// <summary>A cell whose unit and service exist.</summary>
sealed record KnownCell(KnownUnit Unit, KnownService Service)
{
    public RolloutKey Key => new(Unit.Id, Service.Id);

    /// <summary>What a decision on the cell needs to know from outside its stream.</summary>
    public RolloutFacts Facts(MaturityModel model, DateTimeOffset now) => new(
        Unit.Kind, model, Service.LeikaIds, now, Unit.DissolvedOn is { } day ? new UnitEnd(day, [.. Unit.Successors.Select(successor => successor.Value)]) : null);

    public string Path => $"/v1/municipalities/{Unit.Id}/services/{Service.Id}";

    /// <summary>The cell, or the problem that says which of the two nobody knows.</summary>
    public static async Task<(KnownCell? Cell, ProblemHttpResult? Problem)> Find(Registry registry, CellAddress address, CancellationToken ct)
    {
        if (await registry.FindUnit(address.Key, ct) is not { } unit) return (null, Web.Problem.UnknownUnit(address.Key));
        if (await registry.FindService(address.OzgId, ct) is not { } service) return (null, Web.Problem.UnknownService(address.OzgId));
        return (new KnownCell(unit, service), null);
    }
}

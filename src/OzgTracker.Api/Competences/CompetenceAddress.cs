using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Competences;

/// <summary>Which service in which Land a request speaks of.</summary>
/// <param name="OzgId">The OZG service, five digits.</param>
/// <param name="State">Land, two digits.</param>
public sealed record CompetenceAddress([FromRoute] string OzgId, [FromRoute] string State)
{
    /// <summary>Where all operations on it are.</summary>
    public const string Route = "/v1/services/{ozgId}/competence/{state}";

    internal CompetenceKey Key => new(Domain.Catalogue.OzgId.Parse(OzgId), StateCode.Parse(State));

    /// <summary>What the catalogue lets expect of the service; null when it does not have it.</summary>
    internal async Task<Executors?> DefaultOf(Registry registry, CancellationToken ct) =>
        await registry.FindService(OzgId, ct) is null ? null : (await registry.Competence(ct)).DefaultOf(OzgId);

    /// <summary>Syntax of both keys.</summary>
    public sealed class Validator : AbstractValidator<CompetenceAddress>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(address => address.OzgId).OzgId();
            RuleFor(address => address.State).State();
        }
    }
}

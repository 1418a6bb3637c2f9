using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>What Länder offer to one another.</summary>
public sealed class ListEfaOffersEndpoint(ListServices services) : PlainListEndpoint<ListEfaOffersEndpoint.Request, EfaOfferRow>(services)
{
    /// <summary>Filters and paging.</summary>
    /// <param name="Provider">Only offers of this Land, two digits.</param>
    /// <param name="OzgId">Only offers that cover this OZG service.</param>
    /// <param name="Withdrawn">Whether those that were withdrawn are listed, too; false when absent.</param>
    public sealed record Request(
        [AsParameters] ListParameters List, [FromQuery] string? Provider = null, [FromQuery] string? OzgId = null, [FromQuery] bool? Withdrawn = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.Provider).State().WithMessage("'provider' must be two digits, 01 to 16.");
            RuleFor(request => request.OzgId!).OzgId().When(request => request.OzgId is not null);
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/efa-offers");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the EfA offers", "Online services that one Land operates and others can join, in the order of their ids.");
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<EfaOfferRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        EfaQueries.Offers(Store.DataSource, request.Provider, request.OzgId, request.Withdrawn ?? false, after?[0], limit, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(EfaOfferRow item) => [item.Id];
}

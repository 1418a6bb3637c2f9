using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>Kreise and kreisfreie Städte.</summary>
public sealed class ListDistrictsEndpoint(ListServices services) : PlainListEndpoint<ListDistrictsEndpoint.Request, DistrictRow>(services)
{
    /// <summary>Filter and paging.</summary>
    /// <param name="State">Land, two digits.</param>
    public sealed record Request([AsParameters] ListParameters List, [FromQuery] string? State = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.State).State();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/districts");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the Kreise", "Kreise, Landkreise and kreisfreie Städte in the order of their numbers.");
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<DistrictRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        MunicipalityQueries.Districts(Store.DataSource, request.State, after?[0], limit, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(DistrictRow item) => [item.District];
}

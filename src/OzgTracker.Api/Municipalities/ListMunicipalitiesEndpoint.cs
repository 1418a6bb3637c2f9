using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>Reporting units: Gemeinden, Gemeindeverbände, Kreise.</summary>
public sealed class ListMunicipalitiesEndpoint(ListServices services) : PlainListEndpoint<ListMunicipalitiesEndpoint.Request, MunicipalityRow>(services)
{
    const int LongestSearch = 100;

    /// <summary>Filters and paging.</summary>
    /// <param name="Q">Part of the name as people type it (`muenchen` finds München), or the beginning of a key.</param>
    /// <param name="AsOf">The units that existed on that day, with their names, keys, Kreis and Verband of then; the filters mean that day, too. Without it: now.</param>
    public sealed record Request(
        [AsParameters] ListParameters List, [AsParameters] UnitParameters Units, [FromQuery] string? Q = null, [FromQuery] DateOnly? AsOf = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.Units).SetValidator(new UnitParameters.Validator());
            RuleFor(request => request.Q).MaximumLength(LongestSearch).WithErrorCode("text-too-long");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities");
        Policies(Policy.Read);
        Problems(406);
        Summary(
            "List the reporting units",
            "In the order of their ids; those that exist, or with `asOf` those that did. Gemeindefreie Gebiete are marked by their kind and are no Kommunen.");
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<MunicipalityRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        MunicipalityQueries.List(Store.DataSource, request.Units.ToFilter(), request.Q, request.AsOf, after?[0], limit, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(MunicipalityRow item) => [item.Id];
}

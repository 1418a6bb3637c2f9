using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Services;

/// <summary>The OZG catalogue.</summary>
public sealed class ListServicesEndpoint(ListServices services) : PlainListEndpoint<ListServicesEndpoint.Request, ServiceRow>(services)
{
    const int LongestSearch = 100;

    /// <summary>Filters and paging.</summary>
    /// <param name="TopicArea">Themenfeld, spelt as in `/v1/topic-areas`.</param>
    /// <param name="Situation">Lebens- or Unternehmenslage.</param>
    /// <param name="Type">One of its types, e. g. `2/3`.</param>
    /// <param name="Tag">A programme without a last day, e. g. `fokus`.</param>
    /// <param name="Q">Part of the name as people type it, or the beginning of an id.</param>
    public sealed record Request(
        [AsParameters] ListParameters List,
        [FromQuery] string? TopicArea = null,
        [FromQuery] string? Situation = null,
        [FromQuery] string? Type = null,
        [FromQuery] string? Tag = null,
        [FromQuery] string? Q = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.Q).MaximumLength(LongestSearch).WithErrorCode("text-too-long");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the OZG services", "In the order of their ids.");
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ServiceRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) => ServiceQueries.List(
        Store.DataSource, new ServiceFilter(request.TopicArea, request.Situation, request.Type, request.Tag), request.Q, after?[0], limit, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(ServiceRow item) => [item.OzgId];
}

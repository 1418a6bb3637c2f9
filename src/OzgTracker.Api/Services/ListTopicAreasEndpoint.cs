using FluentValidation;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Services;

/// <summary>The Themenfelder of the catalogue.</summary>
public sealed class ListTopicAreasEndpoint(ListServices services) : PlainListEndpoint<ListTopicAreasEndpoint.Request, TopicAreaRow>(services)
{
    /// <summary>Paging and format.</summary>
    public sealed record Request([AsParameters] ListParameters List) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/topic-areas");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the topic areas", "Themenfelder with the number of their services.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TopicAreaRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        [.. (await ServiceQueries.TopicAreas(Store.DataSource, ct)).Where(area => string.CompareOrdinal(area.TopicArea, after?[0]) > 0).Take(limit)];

    /// <inheritdoc/>
    protected override string?[] SortKeys(TopicAreaRow item) => [item.TopicArea];
}

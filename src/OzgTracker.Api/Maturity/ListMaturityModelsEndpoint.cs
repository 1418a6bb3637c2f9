using FluentValidation;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Maturity;

/// <summary>The published maturity models.</summary>
public sealed class ListMaturityModelsEndpoint(ListServices services, Registry registry)
    : PlainListEndpoint<ListMaturityModelsEndpoint.Request, ListMaturityModelsEndpoint.Item>(services)
{
    /// <summary>Paging and format.</summary>
    public sealed record Request([AsParameters] ListParameters List) : IListRequest;

    /// <summary>A model in short.</summary>
    /// <param name="Id">Id in reports.</param>
    /// <param name="Name">German name.</param>
    /// <param name="HighestLevel">Levels go from 0 to this one.</param>
    /// <param name="Criteria">Number of criteria.</param>
    /// <param name="ConformityThreshold">First level that counts as OZG-konform.</param>
    /// <param name="ValidFrom">When it was published.</param>
    public sealed record Item(string Id, string Name, int HighestLevel, int Criteria, int ConformityThreshold, DateOnly ValidFrom);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/maturity-models");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the maturity models", "Every report names its model; levels are never converted.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Item>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
    [
        .. (await registry.AllModels(ct))
            .Where(model => string.CompareOrdinal(model.Id, after?[0]) > 0)
            .Take(limit)
            .Select(model => new Item(model.Id, model.Name, model.Highest, model.Criteria.Count, model.ConformityThreshold, model.ValidFrom)),
    ];

    /// <inheritdoc/>
    protected override string?[] SortKeys(Item item) => [item.Id];
}

using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Maturity;

/// <summary>The models that a maturity model is mapped to.</summary>
public sealed class ListModelMappingsEndpoint(ListServices services, Registry registry)
    : PlainListEndpoint<ListModelMappingsEndpoint.Request, ModelMappingAnswer>(services)
{
    /// <summary>Which model, paging and format.</summary>
    /// <param name="Id">Id of the model that reports are made in.</param>
    public sealed record Request([FromRoute] string Id, [AsParameters] ListParameters List) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/maturity-models/{id}/mappings");
        Policies(Policy.Read);
        Problems(404, 406);
        Summary("List the mappings of a model", "The last version of each, in the order of the models that it is mapped to.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct) =>
        await registry.FindModel(request.Id, ct) is null ? Problem.UnknownModel(request.Id) : null;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ModelMappingAnswer>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        [.. (await ModelMappingQueries.Of(Store.DataSource, request.Id, after?[0], limit, ct)).Select(ModelMappingAnswer.Of)];

    /// <inheritdoc/>
    protected override string?[] SortKeys(ModelMappingAnswer item) => [item.To];
}

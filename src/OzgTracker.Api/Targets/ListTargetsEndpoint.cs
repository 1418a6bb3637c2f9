using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>The targets of the Länder.</summary>
public sealed class ListTargetsEndpoint(ListServices services, Registry registry) : ListEndpoint<ListTargetsEndpoint.Request, TargetPage, TargetAnswer>(services)
{
    /// <summary>Filters and paging.</summary>
    /// <param name="State">Land, two digits.</param>
    /// <param name="Model">Only targets in this maturity model.</param>
    /// <param name="Dropped">Whether targets that were given up are listed, too.</param>
    public sealed record Request(
        [AsParameters] ListParameters List, [FromQuery] string? State = null, [FromQuery] string? Model = null, [FromQuery] bool? Dropped = null) : IListRequest;

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
        Get(TargetAnswer.Route);
        Policies(Policy.Read);
        Problems(404, 406);
        Summary("List the targets", "In the order of their ids, those of a Land together.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct) =>
        request.Model is { } model && await registry.FindModel(model, ct) is null ? Problem.UnknownModel(model) : null;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<TargetAnswer>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        [.. (await TargetQueries.List(Store.DataSource, request.State, request.Model, request.Dropped ?? false, after?[0], limit, ct)).Select(TargetAnswer.Of)];

    /// <inheritdoc/>
    protected override string?[] SortKeys(TargetAnswer item) => [item.Id];

    /// <inheritdoc/>
    protected override TargetPage Envelope(Request request, IReadOnlyList<TargetAnswer> items, string? nextCursor, long position) =>
        new(items, nextCursor, position, "targets", 1, request.Model, Codes.Text(LeikaPolicy.Any));
}

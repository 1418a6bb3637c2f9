using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>How far the units are with an EfA offer.</summary>
public sealed class ListEfaAdoptionEndpoint(ListServices services, Registry registry)
    : ListEndpoint<ListEfaAdoptionEndpoint.Request, ListEfaAdoptionEndpoint.AdoptionPage, EfaAdoptionRow>(services)
{
    IReadOnlyDictionary<string, int> counts = new Dictionary<string, int>();

    /// <summary>Which offer, filters and paging.</summary>
    /// <param name="Id">Id of the offer.</param>
    /// <param name="State">Only units of this Land, two digits.</param>
    /// <param name="Stage">Only units at this stage: `interested`, `contracted`, `configured`, `pilot`, `live` or `retired`.</param>
    public sealed record Request(
        [FromRoute] string Id, [AsParameters] ListParameters List, [FromQuery] string? State = null, [FromQuery] string? Stage = null) : IListRequest;

    /// <summary>A page of units with the number of connections at each stage.</summary>
    /// <param name="Items">One row for each unit and service.</param>
    /// <param name="NextCursor">For the next page; null on the last.</param>
    /// <param name="Position">The position of the log that is certainly in the answer.</param>
    /// <param name="Offer">Id of the offer.</param>
    /// <param name="Counts">Rows at each stage in the Land that was asked for, whatever the stage that was asked for.</param>
    public sealed record AdoptionPage(
        IReadOnlyList<EfaAdoptionRow> Items, string? NextCursor, long Position, string Offer, IReadOnlyDictionary<string, int> Counts)
        : Page<EfaAdoptionRow>(Items, NextCursor);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).OfferId();
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.State).State();
            RuleFor(request => request.Stage).Must(stage => stage is null || Codes.TryParse<EfaStage>(stage, out _)).WithErrorCode("unknown-stage")
                .WithMessage($"'stage' must be one of {string.Join(", ", Codes.All<EfaStage>())}.");
        }
    }

    /// <inheritdoc/>
    protected override int SortKeyCount => 2;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(EfaOfferCommands.Route + "/adoption");
        Policies(Policy.Read);
        Problems(404, 406);
        Summary(
            "List how far units are with an EfA offer",
            "The last stage that each unit reported for each service, in the order of the units' ids, with the number at each stage.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct) =>
        await registry.FindOffer(request.Id, ct) is null ? Problem.Of("unknown-offer", $"There is no EfA offer '{request.Id}'.") : null;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<EfaAdoptionRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        EfaStage? stage = request.Stage is { } text && Codes.TryParse<EfaStage>(text, out var known) ? known : null;
        counts = await EfaQueries.AdoptionCounts(Store.DataSource, request.Id, request.State, ct);
        return await EfaQueries.Adoptions(Store.DataSource, request.Id, request.State, stage, after is null ? null : (after[0]!, after[1]!), limit, ct);
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(EfaAdoptionRow item) => [item.Unit, item.OzgId];

    /// <inheritdoc/>
    protected override AdoptionPage Envelope(Request request, IReadOnlyList<EfaAdoptionRow> items, string? nextCursor, long position) =>
        new(items, nextCursor, position, request.Id, counts);
}

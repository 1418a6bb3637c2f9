using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Analysis;

/// <summary>A coordinator's work list: what does not fit together.</summary>
public sealed class ListFindingsEndpoint(ListServices services, CellServices cells) : PlainListEndpoint<ListFindingsEndpoint.Request, FindingRow>(services)
{
    const string Open = "open", Resolved = "resolved", All = "all";

    /// <summary>Which findings, and paging.</summary>
    /// <param name="FindingKind">`stale`, `regression`, `conflict`, `deadLink` or `unsupported`; in the query it is called `kind`.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits; itself and the Gemeinden in it.</param>
    /// <param name="OzgId">One OZG service.</param>
    /// <param name="Status">`open` (when absent), `resolved` or `all`.</param>
    public sealed record Request(
        [AsParameters] ListParameters List,
        [FromQuery(Name = "kind")] string? FindingKind = null,
        [FromQuery] string? State = null,
        [FromQuery] string? District = null,
        [FromQuery] string? OzgId = null,
        [FromQuery] string? Status = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.State).State();
            RuleFor(request => request.District).District();
            RuleFor(request => request.OzgId!).OzgId().When(request => request.OzgId is not null);
            RuleFor(request => request.FindingKind).Must(kind => kind is null || Codes.TryParse<FindingKind>(kind, out _)).WithErrorCode("unknown-kind")
                .WithMessage($"'kind' must be one of {string.Join(", ", Codes.All<FindingKind>())}.");
            RuleFor(request => request.Status).Must(status => status is null or Open or Resolved or All).WithErrorCode("unknown-status")
                .WithMessage($"'status' must be one of {Open}, {Resolved}, {All}.");
        }
    }

    /// <inheritdoc/>
    protected override int SortKeyCount => 5;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/findings");
        Policies(Auth.Policy.Read);
        Problems(406);
        Summary(
            "List findings",
            "Conflicts, dead links and regressions are opened and resolved by events and stay listed as resolved; stale and unsupported reports are found when asked, and vanish with the report that mends them.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<FindingRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        FindingKind? kind = request.FindingKind is not null && Codes.TryParse<FindingKind>(request.FindingKind, out var known) ? known : null;
        bool? resolved = request.Status switch { All => null, Resolved => true, _ => false };
        var filter = new FindingFilter(kind, request.OzgId, resolved, new UnitFilter(request.State, request.District));
        return await FindingQueries.List(Store.DataSource, filter, cells.Stale.After, Clock.GetUtcNow(), after, limit, ct);
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(FindingRow item) =>
        [item.Unit, item.OzgId, item.Model, Codes.Text(item.Kind), item.OpenedPosition.ToString(CultureInfo.InvariantCulture)];
}

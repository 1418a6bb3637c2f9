using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Audit;

/// <summary>Who came, who was turned away and what administrators did, the newest first.</summary>
public sealed class ListAccessEventsEndpoint(ListServices services) : PlainListEndpoint<ListAccessEventsEndpoint.Request, AccessEventRow>(services)
{
    /// <summary>Which events, and paging.</summary>
    /// <param name="EventKind">
    /// `signed-in`, `refused`, `invalid`, `admin-act`, `key-created`, `key-rotated`, `key-revoked`, `started`, `stopped`, `dropped` or `forgotten`;
    /// in the query it is called `kind`.
    /// </param>
    /// <param name="Subject">Of one subject.</param>
    /// <param name="Code">Of one problem, as `/v1/problems` lists them.</param>
    /// <param name="Since">From this moment on.</param>
    /// <param name="Until">Before this moment.</param>
    public sealed record Request(
        [AsParameters] ListParameters List,
        [FromQuery(Name = "kind")] string? EventKind = null,
        [FromQuery] string? Subject = null,
        [FromQuery] string? Code = null,
        [FromQuery] DateTimeOffset? Since = null,
        [FromQuery] DateTimeOffset? Until = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
            RuleFor(request => request.EventKind).Must(kind => kind is null || AccessEventKind.All.Contains(kind)).WithErrorCode("unknown-kind")
                .WithMessage($"'kind' must be one of {string.Join(", ", AccessEventKind.All)}.");
            RuleFor(request => request.Code).Must(code => code is null || ProblemCatalogue.All.Any(kind => kind.Code == code)).WithErrorCode("unknown-code")
                .WithMessage("'code' must be a code of /v1/problems.");
            RuleFor(request => request.Until).Must((request, until) => until is null || request.Since is null || until > request.Since).WithErrorCode("empty-range")
                .WithMessage("'until' must be later than 'since'.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/audit/access");
        Policies(Policy.Administer);
        Problems(406);
        Summary(
            "List access events",
            "Sign-ins, refusals (401, 403, 429), acts of administrators, starts and stops, the newest first; kept for `Audit:RetentionDays`. Bearer tokens "
            + "have no sign-in of their own: `signed-in` is the first request of a token within an hour on one node. Refusals that are alike are added up per "
            + "minute in `count`; invalid requests are noted from 60 a minute on. No token, address or query is ever in it.");
    }

    /// <inheritdoc/>
    protected override Task<long> Position(CancellationToken ct) => AccessEventTable.NewestId(Store.DataSource, ct);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<AccessEventRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        await AccessEventTable.List(
            Store.DataSource,
            new AccessEventFilter(request.EventKind, request.Subject, request.Code, request.Since, request.Until),
            after is null ? null : long.Parse(after[0]!, CultureInfo.InvariantCulture),
            limit,
            ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(AccessEventRow item) => [item.Id.ToString(CultureInfo.InvariantCulture)];
}

/// <summary>An access event as it is listed.</summary>
/// <param name="Id">Rises with time; a gap means nothing.</param>
/// <param name="At">When it was written, by the clock of the database.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">Pseudonymous; null where nobody was known, or where the subject was erased.</param>
/// <param name="Role">Of the subject.</param>
/// <param name="Issuer">Of the token.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Operation">`operationId` of the contract.</param>
/// <param name="Route">Template of the route.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Code">Of the problem.</param>
/// <param name="TraceId">Of the request; of several the last one.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Position">Of the last event of the log that an act recorded.</param>
/// <param name="Detail">What an act is about; version and settings of a process.</param>
public sealed record AccessEventRow(
    long Id, DateTimeOffset At, string Kind, string? Subject, string? Role, string? Issuer, string? Method, string? Operation, string? Route, int? Status,
    string? Code, string? TraceId, long Count, long? Position, string? Detail);

using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>The API keys of this installation, without their secrets.</summary>
public sealed class ListApiKeysEndpoint(ListServices services) : PlainListEndpoint<ListApiKeysEndpoint.Request, ApiKeyAnswer>(services)
{
    /// <summary>Filters and paging.</summary>
    /// <param name="Revoked">Whether keys that were taken back are listed, too.</param>
    public sealed record Request([AsParameters] ListParameters List, [FromQuery] bool? Revoked = null) : IListRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(ApiKeyAnswer.Route);
        Policies(Policy.Administer);
        Problems(406);
        Summary("List the API keys", "By an administrator, in the order of their ids; expired ones, too. Secrets are nowhere to be read.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ApiKeyAnswer>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        [.. (await ApiKeyTable.List(Store.DataSource, request.Revoked ?? false, after?[0], limit, ct)).Select(ApiKeyAnswer.Of)];

    /// <summary>Keys are not in the log: their own table says whether anything has changed.</summary>
    protected override Task<long> Position(CancellationToken ct) => ApiKeyTable.State(Store.DataSource, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(ApiKeyAnswer item) => [item.Id];
}

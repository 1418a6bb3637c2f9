using FluentValidation;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>The webhooks of this installation, without their secrets.</summary>
public sealed class ListWebhooksEndpoint(ListServices services) : PlainListEndpoint<ListWebhooksEndpoint.Request, WebhookAnswer>(services)
{
    /// <summary>Paging.</summary>
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
        Get(WebhookAnswer.Route);
        Policies(Policy.AdministerOrCoordinate);
        Problems(406);
        Summary("List the webhooks", "In the order of their ids; a coordinator sees those of its own Länder.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<WebhookAnswer>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        var caller = Caller.Of(HttpContext.User);
        return [.. (await WebhookTable.List(Store.DataSource, caller.Role == Roles.Admin ? null : caller.States, after?[0], limit, ct)).Select(WebhookAnswer.Of)];
    }

    /// <summary>Webhooks are not in the log: their own table says whether anything has changed.</summary>
    protected override Task<long> Position(CancellationToken ct) => WebhookTable.State(Store.DataSource, ct);

    /// <inheritdoc/>
    protected override string?[] SortKeys(WebhookAnswer item) => [item.Id];
}

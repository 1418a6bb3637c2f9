using FluentValidation;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>The sixteen Länder.</summary>
public sealed class ListStatesEndpoint(ListServices services) : PlainListEndpoint<ListStatesEndpoint.Request, StateRow>(services)
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
        Get("/v1/states");
        Policies(Policy.Read);
        Problems(406);
        Summary("List the Länder", "With the number of registered Gemeinden and of Kreise (kreisfreie Städte included) and their inhabitants.");
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<StateRow>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        [.. (await MunicipalityQueries.States(Store.DataSource, ct)).Where(state => string.CompareOrdinal(state.State, after?[0]) > 0).Take(limit)];

    /// <inheritdoc/>
    protected override string?[] SortKeys(StateRow item) => [item.State];
}

using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>The areas that can be asked for, in the official shape.</summary>
public sealed class ListDashboardAreasEndpoint(DashboardServices services)
    : Endpoint<ListDashboardAreasEndpoint.Request, Results<Ok<IReadOnlyList<DashboardArea>>, StatusCodeHttpResult, ProblemHttpResult>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/dashboard-api/v1/ars");
        Policies(Auth.Policy.Read);
        Problems(503);
        Summary("List areas, in the official shape", "Bund, Länder and all units with their Regionalschlüssel, padded with zeros to 12 digits.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<IReadOnlyList<DashboardArea>>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        await using var snapshot = await ExportSnapshot.OpenAsync(services.Exports.Store, TimeSpan.FromMinutes(1), ct);
        if (await services.IndexOf(snapshot, ct) is not { } index)
        {
            HttpContext.Response.Headers.RetryAfter = "5";
            return Problem.Of("cube-loading");
        }

        var known = index.Units.Select(unit => unit.Ars).ToHashSet(StringComparer.Ordinal);
        DashboardArea[] areas =
        [
            new("000000000000", "Deutschland", "00", "Bund"),
            .. State.All.Select(state => new DashboardArea(state.Code + "0000000000", state.Name, state.Code, state.Name)).Where(state => !known.Contains(state.Ars)),
            .. index.Units.Select(unit => new DashboardArea(unit.Ars, unit.Name, unit.State, unit.StateName)),
        ];
        return TypedResults.Ok<IReadOnlyList<DashboardArea>>([.. areas.OrderBy(area => area.Ars, StringComparer.Ordinal)]);
    }
}

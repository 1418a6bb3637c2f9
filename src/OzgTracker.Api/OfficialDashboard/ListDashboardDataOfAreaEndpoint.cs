using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>What is online in an area, in the official shape.</summary>
public sealed class ListDashboardDataOfAreaEndpoint(DashboardServices services) : DashboardDataEndpoint<ListDashboardDataOfAreaEndpoint.Request>(services)
{
    /// <summary>Which area.</summary>
    /// <param name="Ars">Regionalschlüssel, 12 digits; of the Bund, a Land, a Kreis or a Verband padded with zeros.</param>
    /// <param name="IncludeAbove">With the Kreis and the Gemeindeverband that it belongs to.</param>
    /// <param name="IncludeBelow">With every unit in it.</param>
    public sealed record Request(
        [FromRoute] string Ars, [AsParameters] DashboardParameters Dashboard, [FromQuery] bool? IncludeAbove = null, [FromQuery] bool? IncludeBelow = null) : IDashboardRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Ars).Must(ars => ars.Length == 12 && ars.All(char.IsAsciiDigit)).WithErrorCode("invalid-key")
                .WithMessage("An ARS has 12 digits; that of a Land, a Kreis or a Verband is padded with zeros.");
            RuleFor(request => request.Dashboard).SetValidator(new DashboardParameters.Validator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/dashboard-api/v1/data/{ars}");
        Describe("List what is online in an area, in the official shape", "As the open API of the Dashboard Digitale Verwaltung. A Land and the Bund have no services of their own here: ask with `includeBelow=true`.");
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<DashboardUnit>? UnitsOf(Request request, DashboardIndex index) =>
        index.Area(request.Ars, request.IncludeAbove == true, request.IncludeBelow == true);

    /// <inheritdoc/>
    private protected override Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Unknown(Request request) => Problem.UnknownUnit(request.Ars);
}

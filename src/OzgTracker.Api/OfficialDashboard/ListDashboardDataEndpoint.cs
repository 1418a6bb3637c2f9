using FluentValidation;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>Everything that is online, in the official shape.</summary>
public sealed class ListDashboardDataEndpoint(DashboardServices services) : DashboardDataEndpoint<ListDashboardDataEndpoint.Request>(services)
{
    /// <summary>Which page.</summary>
    public sealed record Request([AsParameters] DashboardParameters Dashboard) : IDashboardRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Dashboard).SetValidator(new DashboardParameters.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/dashboard-api/v1/data");
        Describe("List what is online, in the official shape", "As the open API of the Dashboard Digitale Verwaltung.");
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<DashboardUnit> UnitsOf(Request request, DashboardIndex index) => index.Units;
}

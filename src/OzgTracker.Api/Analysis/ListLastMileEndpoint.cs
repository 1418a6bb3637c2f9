using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>The units that keep a service from being everywhere.</summary>
public sealed class ListLastMileEndpoint(AnalysisServices services) : AnalysisListEndpoint<ListLastMileEndpoint.Request, ListLastMileEndpoint.Item>(services)
{
    /// <summary>Which service, among which units.</summary>
    /// <param name="OzgId">The service.</param>
    public sealed record Request([FromRoute] string OzgId, [AsParameters] AnalysisParameters Analysis, [AsParameters] PageParameters Page) : IAnalysisListRequest
    {
        AnalysisParameters IAnalysisRequest.Analysis => Analysis with { OzgId = OzgId };
    }

    /// <summary>A unit that counts and is not conform.</summary>
    /// <param name="Municipality">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits.</param>
    /// <param name="Population">Inhabitants on the day.</param>
    /// <param name="Level">Null where nothing is reported in this model, or the policy cannot tell.</param>
    /// <param name="Since">First day of the unbroken run at it.</param>
    /// <param name="CumulativePopulationShare">
    /// Of the inhabitants of all units that count: those of the listed ones up to and including this; four digits, null when there are none.
    /// </param>
    /// <param name="CellUrl">The cell.</param>
    public sealed record Item(
        string Municipality, string Name, string Kind, string State, string? District, int Population, int? Level, DateOnly? Since, decimal? CumulativePopulationShare,
        string CellUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Page).SetValidator(new PageParameters.Validator());
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.LastMile;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services/{ozgId}/last-mile");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List who still blocks full coverage of a service",
            "Competent units that are not conform, most inhabitants first, with the share of inhabitants that they add up to.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => item.Municipality;

    /// <inheritdoc/>
    private protected override IEnumerable<FieldError> Errors(Request request, CubeSnapshot cube) => ServiceInPath.Check(request.Analysis);

    /// <inheritdoc/>
    private protected override Task<Outcome<IReadOnlyList<Item>>> Rows(Request request, AnalysisContext context, CancellationToken ct)
    {
        var mile = LastMile.Of(context.Cube, context.Question);
        var territory = context.Cube.Dimensions.TerritoryOn(context.Question.Day);
        var suffix = CellSuffix(request, context);
        return Task.FromResult<Outcome<IReadOnlyList<Item>>>((Item[])[.. mile.Cells.Select(ItemOf)]);

        Item ItemOf(MissingCell missing)
        {
            var unit = context.Cube.Dimensions.Units[missing.Cell.Unit];
            var facts = territory.FactsOf(missing.Cell.Unit);
            return new Item(
                unit.Id, unit.Name, Codes.Text(facts.Kind), facts.State, facts.District, facts.Population, missing.Cell.Level, missing.Cell.Since,
                RoundedRatio.Of(missing.UpToHere, mile.CompetentPopulation), $"/v1/municipalities/{unit.Id}/services/{suffix}");
        }
    }

    /// <summary>The same measure and moment as the list.</summary>
    static string CellSuffix(Request request, AnalysisContext context)
    {
        var (asked, day) = (request.Analysis, context.Question.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        (string Name, string? Value)[] parameters = [("model", asked.Model), ("policy", asked.Policy), ("asOf", day), ("knownAt", asked.KnownAt)];
        return $"{request.OzgId}?"
            + string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
    }
}

using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>The cells behind a number: every share can be counted again by hand.</summary>
public sealed class ListCellsBehindEndpoint(AnalysisServices services) : AnalysisListEndpoint<ListCellsBehindEndpoint.Request, ListCellsBehindEndpoint.Item>(services)
{
    internal const string Route = "/v1/maturity/cells";

    /// <summary>Which cells.</summary>
    /// <param name="Counted">`competent` (when absent), `reported` or `conform`.</param>
    /// <param name="Level">Only cells at exactly this level.</param>
    public sealed record Request(
        [AsParameters] AnalysisParameters Analysis, [AsParameters] PageParameters Page, [FromQuery] string? Counted = null, [FromQuery] int? Level = null) : IAnalysisListRequest;

    /// <summary>A cell that counts.</summary>
    /// <param name="OzgId">The service.</param>
    /// <param name="Municipality">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits.</param>
    /// <param name="Population">Inhabitants on the day.</param>
    /// <param name="Level">Null where nothing is reported in this model, or the policy cannot tell.</param>
    /// <param name="Since">First day of the unbroken run at it.</param>
    /// <param name="Conform">OZG-konform by the model's threshold.</param>
    /// <param name="Verification">How it has been checked.</param>
    /// <param name="Evidence">Whether anyone can check it.</param>
    /// <param name="Position">Position of the event that made it so; 0 where nothing is reported.</param>
    public sealed record Item(
        string OzgId, string Municipality, string Name, string Kind, string State, string? District, int Population, int? Level, DateOnly? Since, bool Conform,
        Verification Verification, EvidenceState Evidence, long Position);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Page).SetValidator(new PageParameters.Validator());
            RuleFor(request => request.Counted).Must(counted => counted is null || Codes.TryParse<Counted>(counted, out _)).WithErrorCode("unknown-counted")
                .WithMessage($"'counted' must be one of {string.Join(", ", Codes.All<Counted>())}.");
            RuleFor(request => request.Level).Must((request, level) => level is null || request.Counted is null)
                .WithErrorCode("contradictory-filters").WithMessage("Give either 'counted' or 'level'.");
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Cells;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(Route);
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary("List the cells behind a number", "What a number of `/v1/maturity` counts, cell by cell; `total` is that number. `unitsUrl` leads here.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => $"{item.OzgId} {item.Municipality}";

    /// <inheritdoc/>
    private protected override Task<Outcome<AnalysisRows<Item>>> RowsAfter(Request request, AnalysisContext context, string? key, int offset, CancellationToken ct)
    {
        var (cube, question) = (context.Cube, context.Question);
        var counted = request.Counted is not null && Codes.TryParse<Counted>(request.Counted, out var named) ? named : Counted.Competent;
        (int, int)? after = key?.Split(' ') is [var ozgId, var unit] ? (cube.Dimensions.FindService(ozgId), cube.Dimensions.FindUnit(unit)) : null;
        var territory = cube.Dimensions.TerritoryOn(question.Day);
        Item[] items = [.. CellsBehind.Of(cube, question, counted, request.Level, after).Take(request.Page.Rows + 1).Select(cell => ItemOf(cell, context, territory))];
        return Task.FromResult<Outcome<AnalysisRows<Item>>>(new AnalysisRows<Item>(items, Total(context, counted, request.Level)));
    }

    static long Total(AnalysisContext context, Counted counted, int? level)
    {
        var whole = Tally.Of(context.Cube, context.Question, [])[0];
        if (level is { } exactly) return exactly >= 0 && exactly < whole.Levels.Count ? whole.Levels[exactly] : 0;
        return counted switch
        {
            Counted.Reported => whole.Reported,
            Counted.Conform => whole.AtLeast(context.Question.Model.ConformityThreshold),
            _ => whole.Competent,
        };
    }

    static Item ItemOf(CountedCell cell, AnalysisContext context, Territory territory)
    {
        var unit = context.Cube.Dimensions.Units[cell.Unit];
        var facts = territory.FactsOf(cell.Unit);
        return new Item(
            context.Cube.Dimensions.Services[cell.Service].OzgId, unit.Id, unit.Name, Codes.Text(facts.Kind), facts.State, facts.District, facts.Population, cell.Level, cell.Since,
            cell.Level is { } level && context.Question.Model.IsConform(level), cell.Verification, cell.Evidence, cell.Position);
    }
}

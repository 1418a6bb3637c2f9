using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Who is ahead on a service, so that the others know whom to ask.</summary>
public sealed class ListFrontrunnersEndpoint(AnalysisServices services) : AnalysisListEndpoint<ListFrontrunnersEndpoint.Request, ListFrontrunnersEndpoint.Item>(services)
{
    /// <summary>Which service, among whom, and paging.</summary>
    /// <param name="OzgId">The OZG service.</param>
    /// <param name="PeerOf">Key of a unit: only units of its kind and size class on the day, itself included.</param>
    public sealed record Request(
        [FromRoute] string OzgId, [AsParameters] UnitAnalysisParameters Units, [AsParameters] PageParameters Page, [FromQuery] string? PeerOf = null) : IAnalysisListRequest
    {
        /// <inheritdoc/>
        public AnalysisParameters Analysis => Units.Of(OzgId);
    }

    /// <summary>A unit in the ranking.</summary>
    /// <param name="Rank">Ties share it.</param>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits.</param>
    /// <param name="Population">Inhabitants on the day.</param>
    /// <param name="Level">Level in the model.</param>
    /// <param name="Since">First day of the unbroken run at this level.</param>
    /// <param name="DaysAtLevel">Days from then to the day that is asked for, which is not counted.</param>
    /// <param name="Conform">OZG-konform by the model's threshold.</param>
    /// <param name="Verification">How it has been checked.</param>
    /// <param name="Evidence">Whether anyone can check it.</param>
    /// <param name="ContactPoint">Whom to ask: an office; null where the unit has not said.</param>
    /// <param name="Position">Position of the event that made it so.</param>
    /// <param name="CellUrl">The cell, with its evidence.</param>
    public sealed record Item(
        int Rank, string Unit, string Name, string Kind, string State, string? District, int Population, int Level, DateOnly Since, int DaysAtLevel, bool Conform,
        Verification Verification, EvidenceState Evidence, ContactPoint? ContactPoint, long Position, string CellUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OzgId).OzgId();
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Page).SetValidator(new PageParameters.Validator());
            RuleFor(request => request.PeerOf!).UnitKey().When(request => request.PeerOf is not null);
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Frontrunners;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services/{ozgId}/frontrunners");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List the frontrunners of a service",
            "Units with a report: highest level first, then verified ones, then those with evidence, then the longest at that level; ties share a rank.");
    }

    /// <inheritdoc/>
    protected override string KeyOf(Item item) => item.Unit;

    /// <inheritdoc/>
    private protected override async Task<Outcome<AnalysisRows<Item>>> RowsAfter(Request request, AnalysisContext context, string? key, int offset, CancellationToken ct)
    {
        var question = context.Question;
        if (request.PeerOf is { } peerOf)
        {
            var (peer, problem) = await ComparedUnit.Find(Services, context, peerOf, ct);
            if (problem is not null) return problem;
            var (narrowed, contradiction) = Among(question.Units, context.Cube.Dimensions.TerritoryOn(question.Day).FactsOf(peer), request.PeerOf);
            if (contradiction is not null) return contradiction;
            question = question with { Units = narrowed };
        }

        var dimensions = context.Cube.Dimensions;
        var ranking = new Frontrunners(context.Cube, question, dimensions.FindService(request.OzgId));
        var from = key is null ? 0 : ranking.After(dimensions.FindUnit(key)) is >= 0 and var after ? after : Math.Min(offset, ranking.Count);
        var territory = dimensions.TerritoryOn(question.Day);
        var asked = request.Analysis;
        var rows = ranking.Rows(from, request.Page.Rows + 1).Select(row => ItemOf(row, context, territory, asked));
        return new AnalysisRows<Item>([.. rows], ranking.Count);
    }

    static (UnitFilter Units, ProblemHttpResult? Problem) Among(UnitFilter asked, UnitOnDay peer, string key)
    {
        if ((asked.Kind is null || asked.Kind == peer.Kind) && (asked.Size is null || asked.Size == peer.Size))
            return (asked with { Kind = peer.Kind, Size = peer.Size }, null);
        return (asked, Problem.Invalid(
        [
            new FieldError(
                "contradictory-filters",
                $"'{key}' is a {Codes.Text(peer.Kind)} of the size class {peer.Size.Code}; leave 'peerOf', or 'kind' and 'sizeClass', out.", Parameter: "peerOf"),
        ]));
    }

    static Item ItemOf(RankedCell row, AnalysisContext context, Territory territory, AnalysisParameters asked)
    {
        var (unit, facts, cell) = (context.Cube.Dimensions.Units[row.Cell.Unit], territory.FactsOf(row.Cell.Unit), row.Cell);
        var (level, since) = (cell.Level!.Value, cell.Since!.Value);
        return new Item(
            row.Rank, unit.Id, unit.Name, Codes.Text(facts.Kind), facts.State, facts.District, facts.Population, level, since,
            context.Question.Day.DayNumber - since.DayNumber, context.Question.Model.IsConform(level), cell.Verification, cell.Evidence, ComparedUnit.ContactOf(unit), cell.Position,
            ComparedUnit.CellUrl(asked, unit.Id, asked.OzgId!));
    }
}

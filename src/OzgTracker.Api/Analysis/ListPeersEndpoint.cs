using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Contacts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Which units are like this one, and why; with a service, those among them that could be asked.</summary>
public sealed class ListPeersEndpoint(AnalysisServices services) : AnalysisEndpoint<ListPeersEndpoint.Request, AnalysisList<ListPeersEndpoint.Item>>(services)
{
    /// <summary>Which unit; filters on units say who may be a peer.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
    /// <param name="OzgId">One OZG service: only units with a higher level in it.</param>
    /// <param name="Limit">How many of the nearest, 1 to 100; 10 when absent.</param>
    public sealed record Request(
        [FromRoute] string Key, [AsParameters] UnitAnalysisParameters Units, [FromQuery] string? OzgId = null, [FromQuery] int? Limit = null) : IAnalysisRequest
    {
        /// <inheritdoc/>
        public AnalysisParameters Analysis => Units.Of(OzgId);
    }

    /// <summary>A unit that is alike.</summary>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="Kind">Kind of unit; the same as that of the unit asked for.</param>
    /// <param name="State">Land, two digits.</param>
    /// <param name="District">Kreis, five digits.</param>
    /// <param name="Population">Inhabitants on the day.</param>
    /// <param name="Distance">The sum of the contributions; 0 is alike in everything.</param>
    /// <param name="Factors">What it is made of.</param>
    /// <param name="LeftOut">Factors that could not be compared.</param>
    /// <param name="Level">Its level in the service; null without `ozgId`.</param>
    /// <param name="Since">First day of the unbroken run at it; null without `ozgId`.</param>
    /// <param name="ContactPoint">Whom to ask: an office; null where the unit has not said.</param>
    /// <param name="CellUrl">The cell; null without `ozgId`.</param>
    public sealed record Item(
        string Unit, string Name, string Kind, string State, string? District, int Population, decimal Distance, IReadOnlyList<PeerFactor> Factors,
        IReadOnlyList<LeftOutFactor> LeftOut, int? Level, DateOnly? Since, ContactPoint? ContactPoint, string? CellUrl);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.OzgId!).OzgId().When(request => request.OzgId is not null);
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Limit).ShortList();
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Peers;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities/{key}/peers");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List the peers of a unit",
            "The most similar units of the same kind, nearest first, with what makes them so; `total` says how many there are. "
                + "With `ozgId` only those that are ahead in that service.");
    }

    /// <inheritdoc/>
    private protected override async Task<Outcome<AnalysisList<Item>>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (unit, problem) = await ComparedUnit.Find(Services, context, request.Key, ct);
        if (problem is not null) return problem;
        int? service = request.OzgId is { } ozgId ? context.Cube.Dimensions.FindService(ozgId) : null;
        var nearest = new NearestPeers(context.Cube, context.Question, unit, service);
        var territory = context.Cube.Dimensions.TerritoryOn(context.Question.Day);
        var asked = request.Analysis;
        var items = nearest.Explained(ShortListRules.Rows(request.Limit))
            .Select(peer => ItemOf(peer, service is { } index ? nearest.CellOf(index, peer.Unit) : null, context, territory, asked));
        return new AnalysisList<Item>(context.Facts, [.. items], null, nearest.Count);
    }

    static Item ItemOf(NearPeer peer, CountedCell? cell, AnalysisContext context, Territory territory, AnalysisParameters asked)
    {
        var (unit, facts) = (context.Cube.Dimensions.Units[peer.Unit], territory.FactsOf(peer.Unit));
        return new Item(
            unit.Id, unit.Name, Codes.Text(facts.Kind), facts.State, facts.District, facts.Population, peer.Distance.Total, peer.Distance.Factors, peer.Distance.LeftOut,
            cell?.Level, cell?.Since, ComparedUnit.ContactOf(unit), cell is null ? null : ComparedUnit.CellUrl(asked, unit.Id, asked.OzgId!));
    }
}

using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What a unit should do next: where most of those that are like it are ahead, what holds it back, and who can tell how it is done.</summary>
/// <remarks>Reads the streams of the cells that it names, as far as the cube knows them, for the criteria of their last reports.</remarks>
public sealed class ListNextStepsEndpoint(AnalysisServices services) : AnalysisEndpoint<ListNextStepsEndpoint.Request, AnalysisList<ListNextStepsEndpoint.Item>>(services)
{
    const int MostNamed = 5, MostOffers = 10_000;

    /// <summary>Which unit; filters on units say who may be a peer, those on services what is looked at.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
    /// <param name="Limit">How many services, 1 to 100; 10 when absent.</param>
    public sealed record Request([FromRoute] string Key, [AsParameters] AnalysisParameters Analysis, [FromQuery] int? Limit = null) : IAnalysisRequest;

    /// <summary>A service in which most of the nearest peers are ahead.</summary>
    /// <param name="OzgId">The service.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Level">The unit's level; null where it has none in this model.</param>
    /// <param name="Conform">OZG-konform by the model's threshold.</param>
    /// <param name="PeersAhead">Of the 20 nearest peers, those with a higher level.</param>
    /// <param name="Peers">Of the 20 nearest peers, those that are competent.</param>
    /// <param name="Reason">The same as a sentence.</param>
    /// <param name="BlockingCriterion">The criterion that keeps the level down, by the unit's last report; null where it named none.</param>
    /// <param name="NextLevel">Where most of those went that made one step from the unit's level.</param>
    /// <param name="WhoDidIt">Up to five of the nearest peers that made exactly this step, nearest first.</param>
    /// <param name="MedianDays">That units of the same kind and size class took for it; null for fewer than five steps.</param>
    /// <param name="EfaOffers">EfA offers for the service that others can join.</param>
    /// <param name="CellUrl">The unit's own cell.</param>
    public sealed record Item(
        string OzgId, string Name, int? Level, bool Conform, int PeersAhead, int Peers, string Reason, string? BlockingCriterion, int NextLevel, IReadOnlyList<Doer> WhoDidIt,
        double? MedianDays, IReadOnlyList<Offer> EfaOffers, string CellUrl);

    /// <summary>A unit that made the step.</summary>
    /// <param name="Unit">Id of the unit.</param>
    /// <param name="Name">Its name as people say it.</param>
    /// <param name="On">First day at the higher level.</param>
    /// <param name="Days">It took; null for a first report, before which nobody knows.</param>
    /// <param name="ContactPoint">Whom to ask: an office; null where the unit has not said.</param>
    public sealed record Doer(string Unit, string Name, DateOnly On, int? Days, ContactPoint? ContactPoint);

    /// <summary>An EfA offer.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Provider">The Land that provides it, two digits.</param>
    /// <param name="Name">Name of the online service.</param>
    public sealed record Offer(string Id, string Provider, string Name);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Limit).ShortList();
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.NextSteps;

    /// <inheritdoc/>
    protected override bool IsOfTheCubeAlone => false;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/municipalities/{key}/next-steps");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "List the next steps of a unit",
            "Services in which more than half of the competent ones among the 20 nearest peers have a higher level: those first that are not conform, "
                + "then by share of peers ahead.");
    }

    /// <inheritdoc/>
    private protected override async Task<Outcome<AnalysisList<Item>>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (unit, problem) = await ComparedUnit.Find(Services, context, request.Key, ct);
        if (problem is not null) return problem;
        var next = new NextSteps(context.Cube, context.Question, unit);
        if (next.Peers < SmallGroups.Minimum) return ComparedUnit.TooFew($"Beside '{request.Key}' only {next.Peers} units of its kind are there to compare with");

        var steps = next.Ahead.Take(ShortListRules.Rows(request.Limit)).ToArray();
        var offers = steps.Length == 0 ? [] : await EfaQueries.Offers(Services.Store.DataSource, null, null, withdrawn: false, null, MostOffers, ct);
        var items = new List<Item>(steps.Length);
        foreach (var step in steps)
        {
            var criterion = step.Level is null ? null : await BlockingCriterion(context, unit, step.Service, ct);
            items.Add(ItemOf(request.Analysis, context, unit, step, next.Made(step, MostNamed), criterion, offers));
        }

        return new AnalysisList<Item>(context.Facts, items, null, next.Ahead.Count);
    }

    async Task<string?> BlockingCriterion(AnalysisContext context, int unit, int service, CancellationToken ct)
    {
        var (question, dimensions) = (context.Question, context.Cube.Dimensions);
        var key = new RolloutKey(UnitId.Parse(dimensions.Units[unit].Id), OzgId.Parse(dimensions.Services[service].OzgId));
        var known = Math.Min(question.Known, context.Cube.Position);
        await using var session = Services.Store.LightweightSession();
        var events = (await session.Events.FetchStreamAsync(key.StreamKey, ct)).TakeWhile(happened => happened.Sequence <= known);
        var rollout = events.Aggregate(Rollout.Initial, (state, happened) => Rollout.Evolve(state, (IRolloutEvent)happened.Data));
        var blocking = Cell.Blocking(new Timeline(rollout, question.Model.Id).ClaimOn(question.Day), question.Model);
        return question.Model.Criteria.Select(criterion => criterion.Id).FirstOrDefault(blocking.Contains);
    }

    static Item ItemOf(
        AnalysisParameters asked, AnalysisContext context, int unit, StepAhead step, StepMade made, string? criterion, IReadOnlyList<EfaOfferRow> offers)
    {
        var dimensions = context.Cube.Dimensions;
        var service = dimensions.Services[step.Service];
        return new Item(
            service.OzgId, service.Name, step.Level, step.IsConform, step.PeersAhead, step.Peers, Reason(step, made, context.Question.Model), criterion, made.NextLevel,
            [.. made.By.Select(taken => DoerOf(dimensions.Units[taken.Unit], taken))], made.MedianDays,
            [.. offers.Where(offer => offer.OzgIds.Contains(service.OzgId)).Select(offer => new Offer(offer.Id, offer.Provider, offer.Name))],
            ComparedUnit.CellUrl(asked, dimensions.Units[unit].Id, service.OzgId));
    }

    static Doer DoerOf(CubeUnit unit, StepTaken taken) => new(unit.Id, unit.Name, taken.On, taken.Days, ComparedUnit.ContactOf(unit));

    static string Reason(StepAhead step, StepMade made, MaturityModel model)
    {
        var ahead = step.Level is { } level
            ? $"{step.PeersAhead} of {step.Peers} comparable units are above level {level}"
            : $"{step.PeersAhead} of {step.Peers} comparable units have reported a level, this unit none in {model.Id}";
        var conform = !step.IsConform && model.IsConform(made.NextLevel) ? ", which is OZG-konform" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{ahead}; the usual next level is {made.NextLevel}{conform}.");
    }
}

using System.Diagnostics;
using System.Text.Json;
using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Operations.Tests.Demo;

/// <summary>Says again, as commands, what an invented stream says happened.</summary>
static class SyntheticReplay
{
    /// <summary>What the rules have against the stream; null when they would have recorded exactly these events.</summary>
    public static string? Objection(SyntheticUnit unit, SyntheticService service, IReadOnlyList<IRolloutEvent> events)
    {
        var state = Rollout.Initial;
        foreach (var happened in events)
        {
            var (command, model) = CommandOf(happened);
            var facts = new RolloutFacts(unit.Kind, model, service.LeikaIds.ToHashSet(), new DateTimeOffset(SyntheticHistory.LastDay.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero));
            var decision = RolloutDecider.Decide(state, command, facts);
            if (decision.Refusal is { } refusal) return $"{unit.Id} {service.Id} version {state.Version + 1}: {refusal.Why}";
            if (decision.Events is not [IRolloutEvent recorded]) return $"{unit.Id} {service.Id} version {state.Version + 1}: {decision.Events.Count} events";
            if (Json(recorded) != Json(happened)) return $"{unit.Id} {service.Id} version {state.Version + 1}: {Json(recorded)} instead of {Json(happened)}";
            state = Rollout.Evolve(state, happened);
        }

        return null;
    }

    public static string Json(IRolloutEvent happened) => $"{happened.GetType().Name} {JsonSerializer.Serialize(happened, DomainJson.Default.GetTypeInfo(happened.GetType())!)}";

    static (IRolloutCommand Command, MaturityModel Model) CommandOf(IRolloutEvent happened) => happened switch
    {
        MaturityReported e => (new ReportMaturity(Claim(e)), ModelOf(e)),
        MaturityCorrected e => (new CorrectMaturity(e.Corrects, Claim(e)), ModelOf(e)),
        MaturityWithdrawn e => (new WithdrawMaturity(e.Withdraws, e.Reason), OfficialModels.Ozg11),
        MaturityVerified e => (new VerifyMaturity(e.VerifiedOn, e.Note), OfficialModels.Ozg11),
        NotCompetentDeclared e => (new DeclareNotCompetent(e.Reason, e.ValidFrom), OfficialModels.Ozg11),
        EfaServiceAdopted e => (new AdoptEfaService(e.OfferId, e.Stage, e.On), OfficialModels.Ozg11),
        _ => throw new UnreachableException($"{happened.GetType().Name} is never invented"),
    };

    static ClaimedMaturity Claim(IMaturityClaim claim) => new(claim.Level, null, claim.ValidOn, claim.EvidenceUrl, claim.LeikaIds);

    static MaturityModel ModelOf(IMaturityClaim claim) => OfficialModels.All.Single(model => model.Id == claim.Model);
}

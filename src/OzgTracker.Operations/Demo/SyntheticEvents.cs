using System.Diagnostics;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Operations.Demo;

/// <summary>Makes the events of steps.</summary>
/// <remarks>No report names the moment it was made: it would be one more invention, and all of them reach the log on the day of the load.</remarks>
static class SyntheticEvents
{
    const string WhyNotCompetent = "Die Leistung erbringt eine andere Stelle.";
    const string WhyWithdrawn = "Die Meldung betraf eine andere Leistung.";

    static readonly string Model11 = OfficialModels.Ozg11.Id;
    static readonly string Model20 = OfficialModels.Ozg20.Id;

    public static IRolloutEvent[] Of(SyntheticUnit unit, SyntheticService service, ReadOnlySpan<SyntheticStep> steps)
    {
        string? url = null;
        var events = new IRolloutEvent[steps.Length];
        for (var i = 0; i < events.Length; i++)
        {
            if (steps[i].HasEvidence) url ??= $"https://demo.invalid/{unit.Id.Value}/{service.Id.Value}";
            events[i] = Of(steps[i], service, steps[i].HasEvidence ? url : null);
        }

        return events;
    }

    static IRolloutEvent Of(in SyntheticStep step, SyntheticService service, string? url) => step.Kind switch
    {
        SyntheticStepKind.Reported => new MaturityReported(Model11, step.Level, null, step.Day, url, null, null, null),
        SyntheticStepKind.ReportedLeika => new MaturityReported(Model11, step.Level, null, step.Day, url, Some(service.LeikaIds), null, null),
        SyntheticStepKind.ReportedInModel20 => new MaturityReported(Model20, step.Level, null, step.Day, url, null, null, null),
        SyntheticStepKind.Corrected => new MaturityCorrected(step.Claim, Model11, step.Level, null, step.Day, url, null, null, null),
        SyntheticStepKind.Withdrawn => new MaturityWithdrawn(step.Claim, WhyWithdrawn),
        SyntheticStepKind.Verified => new MaturityVerified(step.Claim, step.Day, null),
        SyntheticStepKind.NotCompetent => new NotCompetentDeclared(WhyNotCompetent, step.Day),
        SyntheticStepKind.EfaContracted => new EfaServiceAdopted(SyntheticPace.OfferOf(service.Id), EfaStage.Contracted, step.Day),
        SyntheticStepKind.EfaLive => new EfaServiceAdopted(SyntheticPace.OfferOf(service.Id), EfaStage.Live, step.Day),
        _ => throw new UnreachableException($"{step.Kind} is no step"),
    };

    /// <summary>The first half, at most three.</summary>
    static LeikaId[] Some(IReadOnlyList<LeikaId> all) => [.. all.Take(Math.Clamp(all.Count / 2, 1, 3))];
}

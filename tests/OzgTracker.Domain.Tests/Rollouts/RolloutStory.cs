using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Rollouts;

/// <summary>A command and the model that it names.</summary>
public sealed record Step(IRolloutCommand Command, MaturityModel Model);

/// <summary>Commands as they might arrive for one cell; a rule may refuse each of them.</summary>
/// <remarks>Few days, levels and versions, so that ties, corrections of corrections and repetitions are common.</remarks>
public sealed class RolloutStory
{
    RolloutStory(Step[] steps)
    {
        Steps = steps;
        States = [Rollout.Initial];
        foreach (var step in steps)
        {
            var decision = Decide(Last, step);
            Decisions.Add(decision);
            foreach (var happened in decision.Events.Cast<IRolloutEvent>())
            {
                Events.Add(happened);
                States.Add(Rollout.Evolve(Last, happened));
            }
        }
    }

    public IReadOnlyList<Step> Steps { get; }

    public List<Decision> Decisions { get; } = [];

    public List<IRolloutEvent> Events { get; } = [];

    /// <summary>The state after each event, the first one before any.</summary>
    public List<Rollout> States { get; }

    public Rollout Last => States[^1];

    /// <summary>Every day that a claim or a change of competence can speak from.</summary>
    public static IReadOnlyList<DateOnly> Days { get; } =
        [Examples.May(1), Examples.May(2), Examples.May(5), Examples.May(9), Examples.May(20)];

    /// <summary>Those, the days around them and the days between.</summary>
    public static IReadOnlyList<DateOnly> Calendar { get; } = [.. Enumerable.Range(-2, 26).Select(day => Examples.May(1).AddDays(day))];

    /// <summary>The models that something was claimed in, and the one that always counts.</summary>
    public static IEnumerable<string> ModelsIn(IEnumerable<IRolloutEvent> events) =>
        events.OfType<IMaturityClaim>().Select(claim => claim.Model).Append(MaturityModel.Default).Distinct();

    public static Decision Decide(Rollout state, Step step) =>
        RolloutDecider.Decide(state, step.Command, Examples.Facts with { Model = step.Model });

    public override string ToString() => $"""

        {string.Join('\n', Steps.Select(step => $"{step.Model.Id} {Told(step.Command)}"))}
        recorded:
        {Stored.Text(Events)}

        """;

    public static Arbitrary<Step> NextSteps() => AnyStep().ToArbitrary();

    public static Arbitrary<RolloutStory> Stories()
    {
        var stories = from length in Gen.Choose(0, 14) from steps in AnyStep().ArrayOf(length) select new RolloutStory(steps);
        return Arb.From(stories, Shorter);
    }

    static IEnumerable<RolloutStory> Shorter(RolloutStory story)
    {
        for (var i = 0; i < story.Steps.Count; i++) yield return new RolloutStory([.. story.Steps.Take(i), .. story.Steps.Skip(i + 1)]);
    }

    static Gen<Step> AnyStep() =>
        from model in Gen.Frequency((3, Gen.Constant(OfficialModels.Ozg11)), (1, Gen.Constant(Examples.EightLevels)))
        from command in AnyCommand()
        select new Step(command, model);

    static Gen<IRolloutCommand> AnyCommand()
    {
        var version = Gen.Choose(1, 9).Select(number => (long)number);
        var day = Gen.Elements(Days.ToArray());
        return Gen.Frequency(
            (8, AnyClaim().Select(IRolloutCommand (claim) => new ReportMaturity(claim))),
            (5, from number in version from claim in AnyClaim() select (IRolloutCommand)new CorrectMaturity(number, claim)),
            (4, version.Select(IRolloutCommand (number) => new WithdrawMaturity(number, "by mistake"))),
            (1, day.Select(IRolloutCommand (confirmed) => new ConfirmMaturity(confirmed, null))),
            (1, from reason in Gen.Elements("the Kreis", "nobody")
                from first in day
                select (IRolloutCommand)new DeclareNotCompetent(reason, first)),
            (1, day.Select(IRolloutCommand (first) => new ReclaimCompetence(first))));
    }

    static Gen<ClaimedMaturity> AnyClaim() =>
        from level in Gen.Choose(0, 5)
        from other in Gen.Choose(0, 4)
        from inCriteria in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from validOn in Gen.Elements(Days.ToArray())
        from evidence in Gen.Elements(null, Examples.Portal)
        from leika in Gen.Frequency((3, Gen.Constant<LeikaId[]?>(null)), (2, Gen.Elements<LeikaId[]?>(
            [Examples.Registration], [Examples.Deregistration], [Examples.Deregistration, Examples.Registration])))
        from reportedAt in Gen.Elements<DateTimeOffset?>(null, Examples.Now.AddDays(-1))
        select new ClaimedMaturity(
            inCriteria ? null : level,
            inCriteria ? Examples.Criteria(("nachweise", level), ("bezahlung", other)) : null,
            validOn, evidence, leika, reportedAt);

    static string Told(IRolloutCommand command) => command switch
    {
        ReportMaturity c => $"report {Told(c.Claim)}",
        CorrectMaturity c => $"correct {c.Version}: {Told(c.Claim)}",
        _ => command.ToString()!,
    };

    static string Told(ClaimedMaturity claim)
    {
        var level = claim.Criteria is null ? $"{claim.Level}" : string.Join(' ', claim.Criteria);
        return $"{level} on {claim.ValidOn:O} {claim.EvidenceUrl} {string.Join(' ', claim.LeikaIds ?? [])}";
    }
}

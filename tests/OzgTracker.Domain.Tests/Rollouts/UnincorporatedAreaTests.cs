using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class UnincorporatedAreaTests() : RolloutSpecification(Facts with { Kind = UnitKind.Gemeindefrei })
{
    static IEnumerable<IRolloutCommand> Commands { get; } =
    [
        Report(3, May(3)),
        Correct(1, 2, May(3)),
        new WithdrawMaturity(1, "by mistake"),
        new ConfirmMaturity(May(3), null),
        new DeclareNotCompetent("nobody lives there", May(3)),
        new ReclaimCompetence(May(3)),
    ];

    [TestCaseSource(nameof(Commands))]
    public void A_gemeindefreies_Gebiet_is_refused_everything(IRolloutCommand command) =>
        Given()
            .When(command)
            .ThenRefused("not-a-municipality");
}

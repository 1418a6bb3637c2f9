using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class CellFindingsTests
{
    static readonly EvidenceRecorded Seen = new("pvog", Portal, new DateTimeOffset(2026, 5, 5, 8, 0, 0, TimeSpan.Zero), null);
    static readonly EvidenceRefuted Gone = new("linkCheck", Portal, new DateTimeOffset(2026, 5, 6, 8, 0, 0, TimeSpan.Zero), "404");

    [Test]
    public void A_level_that_fell_is_a_regression_until_it_is_confirmed_verified_or_regained()
    {
        Assert.That(Of(Reported(3, May(1)), Reported(2, May(5))), Is.EqualTo((Finding[])[new(FindingKind.Regression, May(5), 2, "from 3")]));
        Assert.That(Of(Reported(3, May(1)), Reported(2, May(5)), new MaturityConfirmed(May(6), null)), Is.Empty);
        Assert.That(Of(Reported(3, May(1)), Reported(2, May(5)), new MaturityVerified(2, May(6), null)), Is.Empty);
        Assert.That(Of(Reported(3, May(1)), Reported(2, May(5)), Reported(3, May(7))), Is.Empty);
    }

    [Test]
    public void A_level_that_was_corrected_did_not_fall() => Assert.That(Of(Reported(3, May(1)), Corrected(1, 2, May(1))), Is.Empty);

    [Test]
    public void Evidence_without_a_report_is_a_conflict_until_somebody_reports()
    {
        Assert.That(Of(Seen), Is.EqualTo((Finding[])[new(FindingKind.Conflict, May(5), null, CellFindings.EvidenceWithoutReport)]));
        Assert.That(Of(Seen, Reported(3, May(1))), Is.Empty);
        Assert.That(Of(Seen, Gone), Is.Empty);
    }

    [Test]
    public void A_dispute_is_a_conflict_until_the_level_changes_or_is_verified()
    {
        var disputed = new MaturityDisputed(1, May(6), "a PDF");
        Assert.That(Of(Reported(3, May(1)), disputed), Is.EqualTo((Finding[])[new(FindingKind.Conflict, May(6), 3, CellFindings.Disputed)]));
        Assert.That(Of(Reported(3, May(1)), disputed, new MaturityVerified(1, May(7), null)), Is.Empty);
        Assert.That(Of(Reported(3, May(1)), disputed, Reported(4, May(8))), Is.Empty);
    }

    [Test]
    public void A_report_whose_only_address_is_refuted_has_a_dead_link() =>
        Assert.That(Of(Reported(3, May(1), Portal), Gone), Is.EqualTo((Finding[])[new(FindingKind.DeadLink, May(6), 3, null)]));

    [Test]
    public void Who_is_not_competent_has_no_findings() => Assert.That(Of(Reported(3, May(1), Portal), Gone, NotCompetent(May(7))), Is.Empty);

    static Finding[] Of(params IRolloutEvent[] events) => [.. CellFindings.Of(Folded(events), "ozg-1.1")];
}

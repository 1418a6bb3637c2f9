using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class EvidenceTests : RolloutSpecification
{
    const string Other = "https://example.org/";

    [Test]
    public void What_somebody_saw_is_recorded_once_a_day()
    {
        Given().When(new RecordEvidence("pvog", Portal, At(10), null)).Then(new EvidenceRecorded("pvog", Portal, At(10), null));
        Given(Seen(Portal, 10)).When(new RecordEvidence("pvog", Portal, At(10).AddHours(3), null)).ThenNothing();
        Given(Seen(Portal, 10)).When(new RecordEvidence("pvog", Portal, At(11), null)).Then(new EvidenceRecorded("pvog", Portal, At(11), null));
        Given(Seen(Portal, 10)).When(new RecordEvidence("self", Portal, At(10), null)).Then(new EvidenceRecorded("self", Portal, At(10), null));
    }

    [TestCase("ftp://example.org/")]
    [TestCase("/relative")]
    [TestCase("https://user:secret@example.org/")]
    public void Evidence_is_a_public_address(string url) => Given().When(new RecordEvidence("pvog", url, At(10), null)).ThenRefused("evidence-not-http");

    [Test]
    public void Nobody_saw_anything_in_the_future() => Given().When(new RecordEvidence("pvog", Portal, At(21), null)).ThenRefused("date-in-future");

    [Test]
    public void Only_a_known_address_can_be_refuted()
    {
        Given(Reported(3, May(1), Portal)).When(new RefuteEvidence("linkCheck", Other, At(10), "404")).ThenRefused("no-such-evidence");
        Given(Reported(3, May(1), Portal)).When(new RefuteEvidence("linkCheck", Portal, At(10), "404")).Then(new EvidenceRefuted("linkCheck", Portal, At(10), "404"));
        Given(Seen(Other, 3), Gone(Other, 10)).When(new RefuteEvidence("linkCheck", Other, At(10), "404")).ThenNothing();
    }

    [Test]
    public void The_last_word_on_an_address_counts()
    {
        Assert.That(EvidenceOf(Reported(3, May(1))), Is.EqualTo(EvidenceState.None));
        Assert.That(EvidenceOf(Reported(3, May(1)), Seen(Portal, 5)), Is.EqualTo(EvidenceState.Supported));
        Assert.That(EvidenceOf(Reported(3, May(1), Portal), Gone(Portal, 5)), Is.EqualTo(EvidenceState.Refuted));
        Assert.That(EvidenceOf(Reported(3, May(1), Portal), Gone(Portal, 5), Seen(Portal, 6)), Is.EqualTo(EvidenceState.Supported));
        Assert.That(EvidenceOf(Reported(3, May(1), Portal), Seen(Portal, 6), Gone(Portal, 5)), Is.EqualTo(EvidenceState.Supported), "told late");
    }

    [Test]
    public void One_good_address_is_enough() =>
        Assert.That(EvidenceOf(Reported(3, May(1), Portal), Gone(Portal, 5), Seen(Other, 3)), Is.EqualTo(EvidenceState.Supported));

    [Test]
    public void Reporting_a_dead_address_once_more_does_not_revive_it() =>
        Assert.That(EvidenceOf(Reported(3, May(1), Portal), Gone(Portal, 5), Reported(4, May(8), Portal)), Is.EqualTo(EvidenceState.Refuted));

    [Test]
    public void Evidence_may_be_there_before_any_report()
    {
        var step = new Timeline(Folded(Seen(Portal, 5)), "ozg-1.1").On(DateOnly.MaxValue);

        Assert.That((step.Status, step.Evidence), Is.EqualTo((CellStatus.Unreported, EvidenceState.Supported)));
    }

    static DateTimeOffset At(int day) => new(2026, 5, day, 8, 0, 0, TimeSpan.Zero);

    static EvidenceRecorded Seen(string url, int day) => new("pvog", url, At(day), null);

    static EvidenceRefuted Gone(string url, int day) => new("linkCheck", url, At(day), "404");

    static EvidenceState EvidenceOf(params IRolloutEvent[] events) => new Timeline(Folded(events), "ozg-1.1").On(DateOnly.MaxValue).Evidence;
}

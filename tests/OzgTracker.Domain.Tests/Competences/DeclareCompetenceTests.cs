using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Competences;

public sealed class DeclareCompetenceTests() : Specification<DeclaredCompetence, ICompetenceEvent, DeclareCompetence>(
    DeclaredCompetence.Initial, DeclaredCompetence.Evolve, (state, command) => CompetenceDecider.Decide(state, command, Today))
{
    static readonly DateOnly Today = new(2026, 11, 22);
    static readonly UnitKind[] Gemeinde = [UnitKind.Gemeinde], Kreis = [UnitKind.Kreis], Both = [UnitKind.Gemeinde, UnitKind.Kreis], Nobody = [];

    [Test]
    public void A_first_declaration_is_recorded() => Given().When(new(Kreis, Today)).Then(new CompetenceDeclared(Kreis, Today));

    [Test]
    public void Nobody_local_can_be_declared() => Given().When(new(Nobody, Today)).Then(new CompetenceDeclared(Nobody, Today));

    [Test]
    public void Kinds_are_recorded_in_one_order_and_once() =>
        Given().When(new([UnitKind.Kreis, UnitKind.Gemeinde, UnitKind.Kreis], Today)).Then(new CompetenceDeclared(Both, Today));

    [Test]
    public void The_same_again_is_nothing_new() =>
        Given(new CompetenceDeclared(Both, Year(2025))).When(new([UnitKind.Kreis, UnitKind.Gemeinde], Year(2025))).ThenNothing();

    [Test]
    public void Without_a_day_it_holds_from_today() => Given().When(new(Kreis, null)).Then(new CompetenceDeclared(Kreis, Today));

    [Test]
    public void Without_a_day_what_holds_already_is_nothing_new() =>
        Given(new CompetenceDeclared(Kreis, Year(2025))).When(new(Kreis, null)).ThenNothing();

    [Test]
    public void Without_a_day_something_else_is_a_change_from_today() =>
        Given(new CompetenceDeclared(Kreis, Year(2025))).When(new(Gemeinde, null)).Then(new CompetenceDeclared(Gemeinde, Today));

    /// <summary>It would be lost when the days before are declared otherwise later.</summary>
    [Test]
    public void With_a_day_of_its_own_it_is_recorded_even_if_it_is_so_already() =>
        Given(new CompetenceDeclared(Kreis, Year(2020))).When(new(Kreis, Year(2025))).Then(new CompetenceDeclared(Kreis, Year(2025)));

    [Test]
    public void A_change_is_declared_with_a_later_day() =>
        Given(new CompetenceDeclared(Kreis, Year(2025))).When(new(Gemeinde, Year(2027))).Then(new CompetenceDeclared(Gemeinde, Year(2027)));

    [Test]
    public void An_earlier_day_may_be_declared_afterwards() =>
        Given(new CompetenceDeclared(Kreis, Year(2025))).When(new(Gemeinde, Year(2020))).Then(new CompetenceDeclared(Gemeinde, Year(2020)));

    [Test]
    public void Something_else_for_the_same_day_is_refused() =>
        Given(new CompetenceDeclared(Kreis, Year(2025))).When(new(Gemeinde, Year(2025))).ThenRefused("competence-overlap");

    [Test]
    public void A_gemeindefreies_Gebiet_executes_nothing() => Given().When(new([UnitKind.Gemeindefrei], Today)).ThenRefused("not-a-municipality");

    [TestCase("1989-12-31", "date-too-early")]
    [TestCase("2036-11-23", "date-too-far")]
    public void A_day_that_must_be_a_mistake_is_refused(string day, string code) =>
        Given().When(new(Kreis, DateOnly.ParseExact(day, "yyyy-MM-dd"))).ThenRefused(code);

    [TestCase("1990-01-01")]
    [TestCase("2036-11-22")]
    public void The_outermost_days_are_taken(string day) =>
        Given().When(new(Kreis, DateOnly.ParseExact(day, "yyyy-MM-dd"))).Then(new CompetenceDeclared(Kreis, DateOnly.ParseExact(day, "yyyy-MM-dd")));

    [TestCase("2019-12-31", CompetenceSource.Default, "gemeinde", null)]
    [TestCase("2020-01-01", CompetenceSource.Declared, "kreis", "2020-01-01")]
    [TestCase("2024-12-31", CompetenceSource.Declared, "kreis", "2020-01-01")]
    [TestCase("2025-01-01", CompetenceSource.Declared, "", "2025-01-01")]
    public void The_latest_declaration_not_after_a_day_counts(string day, CompetenceSource source, string kind, string? validFrom)
    {
        CompetenceDeclared[] log = [new(Nobody, Year(2025)), new(Kreis, Year(2020))];
        var state = log.Select(Stored.Reread).Aggregate(DeclaredCompetence.Initial, DeclaredCompetence.Evolve);

        var inForce = state.On(DateOnly.ParseExact(day, "yyyy-MM-dd"), Executors.EveryGemeinde);

        Assert.That(inForce.Source, Is.EqualTo(source));
        Assert.That(string.Join('+', inForce.ExecutedBy.Kinds).ToLowerInvariant(), Is.EqualTo(kind));
        Assert.That(inForce.ValidFrom?.ToString("yyyy-MM-dd", null), Is.EqualTo(validFrom));
        Assert.That(state.Version, Is.EqualTo(2));
    }

    [TestCase("competence-10124-05", true)]
    [TestCase("competence-10124-17", false)]
    [TestCase("competence-10124", false)]
    [TestCase("competence-10124-05-1", false)]
    [TestCase("rollout-10124-05", false)]
    [TestCase(null, false)]
    public void A_stream_key_is_read_back(string? streamKey, bool isOne)
    {
        Assert.That(CompetenceKey.TryParse(streamKey, out var key), Is.EqualTo(isOne));
        if (isOne) Assert.That(key.StreamKey, Is.EqualTo(streamKey));
    }

    static DateOnly Year(int year) => new(year, 1, 1);
}

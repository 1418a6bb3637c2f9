using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class DissolveUnitTests() : Specification<Municipality, IMunicipalityEvent, DissolveUnit>(
    Municipality.Unknown, Municipality.Evolve, (state, command) => MunicipalityDecider.Decide(state, command, Territory))
{
    static readonly DateOnly Known = new(2023, 11, 30), Day = new(2025, 8, 31);
    static readonly UnitId Rodeberg = UnitId.Parse("16064055"), Muehlhausen = UnitId.Parse("16064046"), Dingelstaedt = UnitId.Parse("16061118");
    static readonly UnitId Ended = UnitId.Parse("16064001"), EndedInRodeberg = UnitId.Parse("16064002");
    static readonly SuccessorPart[] Parts = [new(Muehlhausen, 0.5813m, 1_551), new(Dingelstaedt, 0.4187m, 1_117)];

    static Dictionary<UnitId, Municipality> Territory { get; } = new()
    {
        [Muehlhausen] = Exists("16064046"),
        [Dingelstaedt] = Exists("16061118"),
        [Ended] = Exists("16064001") with { Dissolution = new(Known, [new(Muehlhausen, 1, null)]) },
        [EndedInRodeberg] = Exists("16064002") with { Dissolution = new(Known, [new(Rodeberg, 1, null)]) },
    };

    [Test]
    public void All_of_it_into_one_is_a_merger() =>
        Given(Registered("16064055")).When(Into(new SuccessorPart(Muehlhausen, 1, 2_668))).Then(new MunicipalityMerged(Muehlhausen, Day));

    [Test]
    public void Parts_into_several_are_a_split() => Given(Registered("16064055")).When(Into(Parts)).Then(new MunicipalitySplit(Parts, Day));

    [Test]
    public void Into_nobody_is_only_the_end() => Given(Registered("16064055")).When(Into()).Then(new MunicipalityDissolved(Day));

    [Test]
    public void The_same_again_is_nothing_in_whatever_order() =>
        Given(Registered("16064055"), new MunicipalitySplit(Parts, Day)).When(Into(Parts[1], Parts[0])).ThenNothing();

    [Test]
    public void A_second_end_is_refused() =>
        Given(Registered("16064055"), new MunicipalityMerged(Muehlhausen, Day)).When(Into(Parts)).ThenRefused("unit-dissolved");

    [Test]
    public void A_unit_that_nobody_registered_cannot_end() => Given().When(Into(Parts)).ThenRefused("unit-unknown");

    [Test]
    public void A_unit_that_is_known_as_of_the_day_has_not_ended_by_then() =>
        Given(Registered("16064055"), new PopulationUpdated(1, 2_668, Day)).When(Into(Parts)).ThenRefused("file-out-of-order");

    [Test]
    public void A_unit_does_not_succeed_itself() => Given(Registered("16064055")).When(Into(new SuccessorPart(Rodeberg, 1, null))).ThenRefused("successor-cycle");

    [Test]
    public void A_unit_is_not_succeeded_by_one_that_it_succeeded() =>
        Given(Registered("16064055")).When(Into(new SuccessorPart(EndedInRodeberg, 1, null))).ThenRefused("successor-cycle");

    [Test]
    public void A_successor_must_exist() => Given(Registered("16064055")).When(Into(new SuccessorPart(Ended, 1, null))).ThenRefused("successor-dissolved");

    [Test]
    public void A_successor_must_be_known() =>
        Given(Registered("16064055")).When(Into(new SuccessorPart(UnitId.Parse("16064099"), 1, null))).ThenRefused("successor-unknown");

    [TestCase(0.5, 0.4)]
    [TestCase(1, 0)]
    [TestCase(1.5, -0.5)]
    public void Shares_are_positive_and_sum_to_one(decimal first, decimal second) =>
        Given(Registered("16064055")).When(Into(new(Muehlhausen, first, null), new(Dingelstaedt, second, null))).ThenRefused("successor-shares");

    [Test]
    public void A_dissolved_unit_takes_no_further_facts()
    {
        var ended = Municipality.Evolve(Exists("16064055"), new MunicipalityMerged(Muehlhausen, Day));

        Assert.That(MunicipalityDecider.Decide(ended, ended.Facts! with { AsOf = Day }).Refusal?.Code, Is.EqualTo("unit-dissolved"));
        Assert.That(MunicipalityDecider.Decide(ended, ended.Facts! with { AsOf = Day, Population = 7 }).Refusal?.Code, Is.EqualTo("unit-dissolved"));
    }

    [Test]
    public void The_file_from_before_the_end_is_still_nothing_new()
    {
        var ended = Municipality.Evolve(Exists("16064055"), new MunicipalityMerged(Muehlhausen, Day));

        Assert.That(MunicipalityDecider.Decide(ended, ended.Facts!), Is.EqualTo(Decision.Nothing));
    }

    [Test]
    public void A_file_between_the_last_facts_and_the_end_changes_nothing_any_more()
    {
        var ended = Municipality.Evolve(Exists("16064055"), new MunicipalityMerged(Muehlhausen, Day));

        Assert.That(MunicipalityDecider.Decide(ended, ended.Facts! with { AsOf = Day.AddDays(-1), Population = 7 }).Refusal?.Code, Is.EqualTo("unit-dissolved"));
    }

    static DissolveUnit Into(params SuccessorPart[] parts) => new(Rodeberg, Day, parts);

    static Municipality Exists(string ags) => Municipality.Evolve(Municipality.Unknown, Registered(ags));

    static MunicipalityRegistered Registered(string ags) => new(
        UnitKind.Gemeinde, "Rodeberg", "Rodeberg", UnitDesignation.Gemeinde, Ags.Parse(ags), Ars.Parse(ags[..5] + "0" + ags[5..] + ags[5..]), ags[..5], null, 2_000, 2_668, Known, null);
}

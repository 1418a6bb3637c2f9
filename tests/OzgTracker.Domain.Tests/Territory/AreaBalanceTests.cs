using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;

namespace OzgTracker.Domain.Tests.Territory;

public sealed class AreaBalanceTests
{
    static readonly DateOnly Before = new(2023, 11, 30), After = new(2025, 8, 31);

    /// <summary>Sixty units of nearly the same size into six: billions of sums agree. It must end, and ask.</summary>
    [Test]
    public void A_puzzle_that_nobody_can_solve_ends_and_is_left_to_people()
    {
        var before = Enumerable.Range(1, 60).Select(number => Unit(number, 500 + (number % 7))).Append(Unit(900, 100_000)).ToArray();
        var after = Enumerable.Range(101, 6).Select(number => (Number: number, Area: before.Skip((number - 101) * 10).Take(10).Sum(unit => unit.AreaHa))).ToArray();

        var plan = Compare(before, [.. after, (900, 100_000)]);

        Assert.That(plan.Changes, Is.Empty);
        Assert.That(plan.Open, Has.Count.EqualTo(60));
        Assert.That(plan.Open.Select(open => open.Why).Distinct(), Is.EqualTo((string[])["more than one combination of areas balances"]));
    }

    [Test]
    public void Areas_within_two_hectares_balance_and_three_do_not()
    {
        Assert.That(Compare([Unit(1, 500), Unit(2, 1_000), Unit(3, 90_000)], [(2, 1_502), (3, 90_000)]).Open, Is.Empty);
        Assert.That(Compare([Unit(1, 500), Unit(2, 1_000), Unit(3, 90_000)], [(2, 1_498), (3, 90_000)]).Open, Is.Empty);
        Assert.That(Compare([Unit(1, 500), Unit(2, 1_000), Unit(3, 90_000)], [(2, 1_503), (3, 90_000)]).Open, Has.Count.EqualTo(1));
        Assert.That(Compare([Unit(1, 500), Unit(2, 1_000), Unit(3, 90_000)], [(2, 1_497), (3, 90_000)]).Open, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_receiver_may_get_a_part_of_one_and_all_of_another()
    {
        var plan = Compare([Unit(1, 500), Unit(2, 1_280), Unit(3, 10_000), Unit(4, 90_000)], [(3, 11_300), (4, 90_480)]);

        Assert.That(Parts(plan), Is.EqualTo((string[])["01051001 -> 01051003 1", "01051002 -> 01051003 0.625 01051004 0.375"]));
    }

    [Test]
    public void Three_parts_are_found_where_two_do_not_balance()
    {
        var plan = Compare([Unit(1, 1_000), Unit(2, 5_000), Unit(3, 6_000), Unit(4, 70_000)], [(2, 5_200), (3, 6_300), (4, 70_500)]);

        Assert.That(Parts(plan), Is.EqualTo((string[])["01051001 -> 01051002 0.2 01051003 0.3 01051004 0.5"]));
    }

    [Test]
    public void A_drift_of_a_few_hectares_is_nobodys_part()
    {
        var plan = Compare([Unit(1, 1_000), Unit(2, 50_000), Unit(3, 60_000)], [(2, 50_994), (3, 60_006)]);

        Assert.That((plan.Changes.Count, plan.Open.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void The_order_of_what_is_known_does_not_matter()
    {
        var before = Enumerable.Range(1, 9).Select(number => Unit(number, 300 + (number * number * 11))).Append(Unit(90, 90_000)).ToArray();
        (int, int)[] after = [(100, before.Take(5).Sum(unit => unit.AreaHa)), (101, before.Skip(5).Take(4).Sum(unit => unit.AreaHa)), (90, 90_003)];

        Assert.That(Parts(Compare([.. before.Reverse()], after)), Is.EqualTo(Parts(Compare(before, after))));
    }

    static (int Number, int AreaHa) Unit(int number, int areaHa) => (number, areaHa);

    static string[] Parts(TerritorialPlan plan) => [.. plan.Changes.SelectMany(change => change.Dissolved).OrderBy(end => end.Unit.Id.Value, StringComparer.Ordinal)
        .Select(end => $"{end.Unit.Id} -> {string.Join(' ', end.Successors.Select(part => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{part.Successor} {part.Share}")))}")];

    static TerritorialPlan Compare((int Number, int AreaHa)[] before, (int Number, int AreaHa)[] after) => TerritorialComparison.Compare(
        [.. before.Select(unit => new UnitBefore(Id(unit.Number), Facts(unit, Before)))],
        [.. after.Select((unit, line) => new UnitAfter(line + 1, Id(unit.Number), Facts(unit, After)))], After, []);

    static UnitId Id(int number) => UnitId.Parse($"01051{number:000}");

    static UnitFacts Facts((int Number, int AreaHa) unit, DateOnly asOf) => new(
        UnitKind.Gemeinde, $"Gemeinde {unit.Number}", $"Gemeinde {unit.Number}", UnitDesignation.Gemeinde, Ags.Parse($"01051{unit.Number:000}"),
        Ars.Parse($"010510{unit.Number:000}{unit.Number:000}"), "01051", null, 1_000, unit.AreaHa, asOf);
}

using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class PeerDistanceTests
{
    static readonly PeerTraits Town = new(UnitKind.Gemeinde, UnitStatus.Neither, StateCode.Parse("05"), 20_000, 50);
    static readonly PortfolioOverlap Alike = new(10, 4, 4, 4);

    [Test]
    public void A_unit_is_at_no_distance_from_itself()
    {
        var distance = PeerDistance.Between(Town, Town, Alike)!;

        Assert.That(distance.Total, Is.Zero);
        Assert.That(distance.Factors, Has.Count.EqualTo(5));
        Assert.That(distance.LeftOut, Is.Empty);
    }

    [Test]
    public void Units_of_different_kinds_are_not_comparable()
    {
        var district = Town with { Kind = UnitKind.Kreis };

        Assert.That(PeerDistance.Between(Town, district, Alike), Is.Null);
        Assert.That(PeerDistance.TotalOf(Town, district, Alike), Is.Null);
    }

    [Test]
    public void Every_factor_is_explained()
    {
        var city = new PeerTraits(UnitKind.Gemeinde, UnitStatus.DistrictFree, StateCode.Parse("09"), 80_000, 100);
        var distance = PeerDistance.Between(Town, city, new(Reported: 8, OwnConform: 3, OtherConform: 5, BothConform: 2))!;

        Assert.That(distance.Factors, Is.EqualTo((PeerFactor[])
        [
            new(PeerFactorKind.Size, "20000", "80000", 2m),
            new(PeerFactorKind.Density, "400", "800", 0.5m),
            new(PeerFactorKind.State, "05", "09", 1m),
            new(PeerFactorKind.Status, "neither", "districtFree", 1m),
            new(PeerFactorKind.Portfolio, "3", "5", 0.5m),
        ]));
        Assert.That(distance.Total, Is.EqualTo(5m));
    }

    [TestCase(20_000, 30_000, 0.585)]
    [TestCase(30_000, 20_000, 0.585)]
    [TestCase(20_000, 10_000, 1)]
    [TestCase(0, 1, 0)]
    [TestCase(0, 8, 3)]
    public void A_doubling_of_the_inhabitants_counts_one(int own, int other, decimal expected) =>
        Assert.That(
            PeerDistance.TotalOf(Town with { Population = own, AreaKm2 = null }, Town with { Population = other, AreaKm2 = null }, Alike), Is.EqualTo(expected));

    [Test]
    public void An_unknown_area_leaves_density_out_and_says_so([Values(null, 0)] int? area)
    {
        var distance = PeerDistance.Between(Town, Town with { AreaKm2 = area }, Alike)!;

        Assert.That(distance.Factors.Select(factor => factor.Factor), Has.None.EqualTo(PeerFactorKind.Density));
        Assert.That(distance.LeftOut.Select(factor => factor.Factor), Is.EqualTo((PeerFactorKind[])[PeerFactorKind.Density]));
    }

    [Test]
    public void Two_units_without_reports_have_no_portfolio_to_compare() =>
        Assert.That(PeerDistance.Between(Town, Town, default)!.LeftOut.Select(factor => factor.Factor), Is.EqualTo((PeerFactorKind[])[PeerFactorKind.Portfolio]));

    [TestCase(10, 4, 4, 4, 0)]
    [TestCase(10, 0, 0, 0, 0)]
    [TestCase(10, 10, 0, 0, 1)]
    [TestCase(10, 5, 5, 0, 1)]
    [TestCase(3, 1, 0, 0, 0.3333)]
    public void A_portfolio_is_as_far_as_services_are_conform_in_one_only(int reported, int own, int other, int both, decimal expected) =>
        Assert.That(PeerDistance.TotalOf(Town, Town, new(reported, own, other, both)), Is.EqualTo(expected));

    [TestCase(UnitDesignation.KreisfreieStadt, null, UnitStatus.DistrictFree)]
    [TestCase(UnitDesignation.Stadtkreis, null, UnitStatus.DistrictFree)]
    [TestCase(UnitDesignation.Gemeinde, "010515178", UnitStatus.InAssociation)]
    [TestCase(UnitDesignation.GrosseKreisstadt, null, UnitStatus.Neither)]
    public void The_status_is_kreisfrei_verbandsangehoerig_or_neither(UnitDesignation designation, string? association, UnitStatus expected) =>
        Assert.That(
            PeerTraits.StatusOf(new UnitPlace(UnitKind.Gemeinde, designation, association is null ? null : UnitId.Parse(association), null)), Is.EqualTo(expected));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(Pairs)])]
    public bool It_is_the_same_in_both_directions(Pair pair)
    {
        var there = PeerDistance.Between(pair.Own, pair.Other, pair.Portfolio)!;
        var back = PeerDistance.Between(pair.Other, pair.Own, pair.Portfolio with { OwnConform = pair.Portfolio.OtherConform, OtherConform = pair.Portfolio.OwnConform })!;

        return there.Total == back.Total && there.Factors.SequenceEqual(back.Factors.Select(factor => factor with { Own = factor.Other, Other = factor.Own }))
            && there.LeftOut.SequenceEqual(back.LeftOut);
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(Pairs)])]
    public bool The_total_is_the_sum_of_its_contributions_and_none_is_negative(Pair pair)
    {
        var distance = PeerDistance.Between(pair.Own, pair.Other, pair.Portfolio)!;

        return distance.Total == distance.Factors.Sum(factor => factor.Contribution)
            && distance.Total == PeerDistance.TotalOf(pair.Own, pair.Other, pair.Portfolio)
            && distance.Factors.All(factor => factor.Contribution >= 0)
            && distance.Factors.Count + distance.LeftOut.Count == 5;
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(Pairs)])]
    public bool Nothing_is_far_from_itself(Pair pair) =>
        PeerDistance.TotalOf(pair.Own, pair.Own, new(pair.Portfolio.Reported, pair.Portfolio.OwnConform, pair.Portfolio.OwnConform, pair.Portfolio.OwnConform)) == 0;

    /// <summary>Two Gemeinden and what both have online.</summary>
    public sealed record Pair(PeerTraits Own, PeerTraits Other, PortfolioOverlap Portfolio);

    /// <summary>Makes pairs of all sizes, some without inhabitants, area or reports.</summary>
    public static class Pairs
    {
        static readonly Gen<PeerTraits> Traits =
            from status in Gen.Elements(Enum.GetValues<UnitStatus>())
            from state in Gen.Elements(StateCode.All.ToArray())
            from population in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 4_000_000))
            from hectares in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 90_000))
            select new PeerTraits(UnitKind.Gemeinde, status, state, population, hectares / 100.0);

        public static Arbitrary<Pair> Of() => Arb.From(
            from own in Traits
            from other in Traits
            from both in Gen.Choose(0, 3)
            from onlyOwn in Gen.Choose(0, 3)
            from onlyOther in Gen.Choose(0, 3)
            from neither in Gen.Choose(0, 3)
            select new Pair(own, other, new(both + onlyOwn + onlyOther + neither, both + onlyOwn, both + onlyOther, both)));
    }
}

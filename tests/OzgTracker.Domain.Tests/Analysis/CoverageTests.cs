using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class CoverageTests
{
    const Narrowing District = Narrowing.State | Narrowing.District, Association = Narrowing.State | Narrowing.District | Narrowing.Association;

    /// <summary>A place is a Kreis with its competent and conform units; the first two digits are the Land, a dash is no Kreis.</summary>
    [TestCase("05111:1/1 05112:3/3 06411:2/2", CoverageCategory.Nationwide)]
    [TestCase("05111:1/1 05112:3/2 06411:2/2", CoverageCategory.Statewide)]
    [TestCase("05111:1/1 05112:3/2 06411:2/1", CoverageCategory.Districtwide)]
    [TestCase("05111:2/1 05112:3/2 06411:2/0", CoverageCategory.AnyMunicipality)]
    [TestCase("05111:2/0 05112:3/0 06411:2/0", CoverageCategory.None)]
    [TestCase("05111:0/0 05112:0/0", CoverageCategory.NotCounted)]
    [TestCase("", CoverageCategory.NotCounted)]
    [TestCase("05111:0/0 05112:3/0 06411:0/0", CoverageCategory.None)]
    [TestCase("05111:0/0 05112:3/3", CoverageCategory.Nationwide)]
    [TestCase("05111:0/0 05112:3/1", CoverageCategory.AnyMunicipality)]
    [TestCase("05112:10000/9999", CoverageCategory.AnyMunicipality)]
    public void The_widest_category_that_holds_is_told(string places, CoverageCategory expected) => Assert.That(Category(places, Narrowing.None), Is.EqualTo(expected));

    [TestCase(Narrowing.State, CoverageCategory.Statewide)]
    [TestCase(Narrowing.District, CoverageCategory.Districtwide)]
    [TestCase(District, CoverageCategory.Districtwide)]
    [TestCase(Narrowing.Association, CoverageCategory.AnyMunicipality)]
    [TestCase(Association, CoverageCategory.AnyMunicipality)]
    public void A_part_is_never_called_the_whole(Narrowing narrowing, CoverageCategory expected) =>
        Assert.That(Category("05111:1/1 05112:3/3", narrowing), Is.EqualTo(expected));

    [TestCase(Narrowing.State)]
    [TestCase(Association)]
    public void Filters_change_nothing_where_nobody_is_competent_or_conform(Narrowing narrowing)
    {
        Assert.That(Category("05111:0/0", narrowing), Is.EqualTo(CoverageCategory.NotCounted));
        Assert.That(Category("05111:4/0", narrowing), Is.EqualTo(CoverageCategory.None));
    }

    [Test]
    public void Units_without_a_Kreis_cover_none()
    {
        Assert.That(Category("05-:1/1 05112:3/0", Narrowing.None), Is.EqualTo(CoverageCategory.AnyMunicipality));
        Assert.That(Category("05-:1/0 05112:3/3", Narrowing.None), Is.EqualTo(CoverageCategory.Districtwide));
    }

    /// <summary>Reads the same map the other way round: a category holds exactly where its own condition does and no wider one.</summary>
    [FsCheck.NUnit.Property]
    public bool Each_category_says_what_it_promises(byte[] counts, byte filters)
    {
        var places = counts.Select((count, at) => (Number: $"{1 + (at % 3):00}{at % 5:000}", Competent: count % 3, Conform: count % 3 == 0 ? 0 : count / 3 % (count % 3 + 1))).ToArray();
        var narrowing = (Narrowing)(filters % 8);
        bool All(IEnumerable<(string Number, int Competent, int Conform)> some) => some.Sum(place => place.Competent) is > 0 and var all && all == some.Sum(place => place.Conform);
        var holds = new Dictionary<CoverageCategory, bool>
        {
            [CoverageCategory.NotCounted] = places.Sum(place => place.Competent) == 0,
            [CoverageCategory.Nationwide] = narrowing == Narrowing.None && All(places),
            [CoverageCategory.Statewide] = narrowing is Narrowing.None or Narrowing.State && places.GroupBy(place => place.Number[..2]).Any(All),
            [CoverageCategory.Districtwide] = !narrowing.HasFlag(Narrowing.Association) && places.GroupBy(place => place.Number).Any(All),
            [CoverageCategory.AnyMunicipality] = places.Any(place => place.Conform > 0),
            [CoverageCategory.None] = true,
        };

        return Coverage.Of(Regions(places, 2), Regions(places, 5), narrowing) == holds.First(category => category.Value).Key;
    }

    static CoverageCategory Category(string places, Narrowing narrowing)
    {
        var read = places.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(place => place.Split(':', '/'))
            .Select(parts => (Number: parts[0], Competent: int.Parse(parts[1], null), Conform: int.Parse(parts[2], null))).ToArray();
        return Coverage.Of(Regions(read, 2), Regions(read, 5), narrowing);
    }

    static RegionCount[] Regions(IEnumerable<(string Number, int Competent, int Conform)> places, int digits) =>
    [
        .. places.GroupBy(place => digits == 5 && place.Number.EndsWith('-') ? null : place.Number[..digits])
            .Select(region => new RegionCount(region.Key, region.Sum(place => place.Competent), region.Sum(place => place.Conform))),
    ];
}

using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Competences;

public sealed class ExecutorsTests
{
    static readonly UnitId Association = UnitId.Parse("010515178"), District = UnitId.Parse("01051");

    static readonly Dictionary<string, UnitPlace> Places = new()
    {
        ["city"] = new(UnitKind.Gemeinde, UnitDesignation.KreisfreieStadt, null, null),
        ["stadtkreis"] = new(UnitKind.Gemeinde, UnitDesignation.Stadtkreis, null, null),
        ["member"] = new(UnitKind.Gemeinde, UnitDesignation.Gemeinde, Association, District),
        ["alone"] = new(UnitKind.Gemeinde, UnitDesignation.GrosseKreisstadt, null, District),
        ["verband"] = new(UnitKind.Verband, UnitDesignation.Amt, null, District),
        ["kreis"] = new(UnitKind.Kreis, UnitDesignation.Landkreis, null, District),
        ["area"] = new(UnitKind.Gemeindefrei, UnitDesignation.GemeindefreiBewohnt, null, District),
    };

    /// <summary>Every kind of unit under every set of executors: competent or not, and who covers it.</summary>
    [TestCase("", "city -", "stadtkreis -", "member -", "alone -", "verband -", "kreis -", "area -")]
    [TestCase("g", "city +", "stadtkreis +", "member +", "alone +", "verband -", "kreis -", "area -")]
    [TestCase("v", "city +", "stadtkreis +", "member - V", "alone +", "verband +", "kreis -", "area -")]
    [TestCase("k", "city +", "stadtkreis +", "member - K", "alone - K", "verband -", "kreis +", "area - K")]
    [TestCase("gv", "city +", "stadtkreis +", "member + V", "alone +", "verband +", "kreis -", "area -")]
    [TestCase("gk", "city +", "stadtkreis +", "member + K", "alone + K", "verband -", "kreis +", "area - K")]
    [TestCase("vk", "city +", "stadtkreis +", "member - VK", "alone + K", "verband +", "kreis +", "area - K")]
    [TestCase("gvk", "city +", "stadtkreis +", "member + VK", "alone + K", "verband +", "kreis +", "area - K")]
    public void Each_kind_of_unit_has_its_standing(string executedBy, params string[] expected)
    {
        var executors = new Executors(executedBy.Contains('g'), executedBy.Contains('v'), executedBy.Contains('k'));

        Assert.That(Places.Select(place => Text(place.Key, executors.Of(place.Value))), Is.EqualTo(expected));
    }

    [Test]
    public void A_member_whose_Kreis_is_not_registered_is_covered_by_nobody() =>
        Assert.That(new Executors(false, false, true).Of(new(UnitKind.Gemeinde, UnitDesignation.Gemeinde, Association, null)).CoveredBy, Is.Empty);

    [TestCase(new[] { "1" }, false)]
    [TestCase(new[] { "1", "1" }, false)]
    [TestCase(new[] { "1", "2/3" }, true)]
    [TestCase(new[] { "2/3" }, true)]
    [TestCase(new[] { "4" }, true)]
    [TestCase(new[] { "5" }, true)]
    [TestCase(new[] { "11" }, true)]
    [TestCase(new string[0], true)]
    public void The_catalogue_lets_expect_the_Gemeinden_unless_the_Bund_executes_alone(string[] types, bool everyGemeinde) =>
        Assert.That(Executors.DefaultFor(types), Is.EqualTo(everyGemeinde ? Executors.EveryGemeinde : Executors.Nobody));

    [Test]
    public void Kinds_are_stored_in_one_order()
    {
        UnitKind[] given = [UnitKind.Kreis, UnitKind.Gemeinde, UnitKind.Kreis];
        UnitKind[] stored = [UnitKind.Gemeinde, UnitKind.Kreis];

        Assert.That(Executors.Of(given).Kinds, Is.EqualTo(stored));
        Assert.That(Executors.Of([]).IsNobody, Is.True);
        Assert.That(Executors.TryOf([UnitKind.Gemeindefrei], out _), Is.False);
    }

    [TestCase(false, CellStatus.Unreported, false)]
    [TestCase(true, CellStatus.Unreported, true)]
    [TestCase(false, CellStatus.Reported, true)]
    [TestCase(true, CellStatus.Reported, true)]
    [TestCase(false, CellStatus.NotCompetent, false)]
    [TestCase(true, CellStatus.NotCompetent, false)]
    public void What_a_unit_says_itself_goes_before_the_table(bool competent, CellStatus status, bool counts) =>
        Assert.That(Denominator.Counts(competent, status), Is.EqualTo(counts));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(Germany)])]
    public bool Each_place_is_served_by_exactly_one_unit_when_one_kind_executes(Germany germany) => Executors.Possible.All(kind =>
    {
        var executors = Executors.Of([kind]);
        return germany.Units.Where(unit => unit.Place.Kind == UnitKind.Gemeinde).All(place =>
        {
            var standing = executors.Of(place.Place);
            UnitId[] servedBy = standing.IsCompetent ? [place.Id] : [.. standing.CoveredBy];
            return servedBy is [var only] && executors.Of(germany.Place(only)).IsCompetent;
        });
    });

    [FsCheck.NUnit.Property(Arbitrary = [typeof(Germany)])]
    public bool Who_covers_a_place_is_competent_itself(Germany germany, bool gemeinde, bool verband, bool kreis)
    {
        var executors = new Executors(gemeinde, verband, kreis);
        return germany.Units.All(unit => executors.Of(unit.Place).CoveredBy.All(above => executors.Of(germany.Place(above)).IsCompetent));
    }

    static string Text(string name, Standing standing) =>
        $"{name} {(standing.IsCompetent ? '+' : '-')} {string.Concat(standing.CoveredBy.Select(id => id == Association ? 'V' : 'K'))}".TrimEnd();

    /// <summary>Some kreisfreie Städte, and Kreise with Verbände of any number of members beside Gemeinden without one.</summary>
    public sealed record Germany(IReadOnlyList<(UnitId Id, UnitPlace Place)> Units)
    {
        public UnitPlace Place(UnitId id) => Units.Single(unit => unit.Id == id).Place;

        public static Arbitrary<Germany> Countries()
        {
            var kreis = Gen.Choose(0, 3).ListOf(3).Select(members => members.ToArray());
            return (from kreise in kreis.ListOf(2) from cities in Gen.Choose(0, 2) select Of([.. kreise], cities)).ToArbitrary();
        }

        /// <summary>Of each Kreis: Gemeinden without a Verband, then the members of its Verbände.</summary>
        static Germany Of(int[][] kreise, int cities)
        {
            var units = new List<(UnitId, UnitPlace)>();
            for (var city = 0; city < cities; city++)
                units.Add((UnitId.Parse($"0531{city}000"), new(UnitKind.Gemeinde, UnitDesignation.KreisfreieStadt, null, null)));
            for (var k = 0; k < kreise.Length; k++)
            {
                var district = UnitId.Parse($"0105{k}");
                units.Add((district, new(UnitKind.Kreis, UnitDesignation.Kreis, null, district)));
                for (var v = 0; v < kreise[k].Length; v++)
                {
                    UnitId? association = v == 0 ? null : UnitId.Parse($"{district}5{v:000}");
                    if (association is { } verband) units.Add((verband, new(UnitKind.Verband, UnitDesignation.Amt, null, district)));
                    for (var member = 0; member < kreise[k][v]; member++)
                        units.Add((UnitId.Parse($"{district}{v}{member:00}"), new(UnitKind.Gemeinde, UnitDesignation.Gemeinde, association, district)));
                }
            }

            return new Germany(units);
        }
    }
}

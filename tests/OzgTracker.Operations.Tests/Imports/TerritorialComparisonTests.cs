using System.Globalization;
using System.Text;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;
using OzgTracker.Intake;
using OzgTracker.Testing;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Operations.Tests.Imports;

/// <summary>The table of real cases, each as two small files.</summary>
public sealed class TerritorialComparisonTests
{
    [Test]
    public async Task Eleven_become_one_with_the_name_of_the_largest_and_a_new_key() =>
        Assert.That(
            await Changes(Of(ThuringiaBefore, "16061"), [.. Of(ThuringiaAfter, "16061").Where(place => !place.Ars.EndsWith("118", StringComparison.Ordinal)), Dingelstaedt10747]),
            Is.EqualTo((string[])[.. OldUder.Select(old => $"merged {old} -> {NewUder}"), "merged 160615009 -> 160615051"]));

    [Test]
    public async Task Two_become_one_with_the_name_of_one_of_them_and_a_new_key() =>
        Assert.That(
            await Changes(
                [new("072325005089", "Niedergeckler", 297), new("072325005096", "Obergeckler", 477), new("072325005001", "Affler", 205)],
                [new("072325005503", "Obergeckler", 774), new("072325005001", "Affler", 209)]),
            Is.EqualTo((string[])["merged 07232089 -> 07232503", "merged 07232096 -> 07232503"]));

    [Test]
    public async Task Two_of_different_Verbaende_become_one_with_a_new_name() =>
        Assert.That(
            await Changes(Of(ThuringiaBefore, "16076"), Of(ThuringiaAfter, "16076")),
            Is.EqualTo((string[])["merged 16076004 -> 16076094", "merged 16076084 -> 16076094"]));

    [Test]
    public async Task One_is_taken_in_by_another_that_keeps_its_key() =>
        Assert.That(
            await Changes(
                [new("130715163006", "Bartow", 2_207), new("130715163017", "Breest", 1_254), new("130715163003", "Altentreptow, Stadt", 5_261)],
                [new("130715163006", "Bartow", 3_461), new("130715163003", "Altentreptow, Stadt", 5_265)]),
            Is.EqualTo((string[])["merged 13071017 -> 13071006"]));

    [Test]
    public async Task One_is_divided_between_two_Kreise() =>
        Assert.That(
            await Changes(
                [.. Of(ThuringiaBefore, "16064"), new("160610118118", "Dingelstädt, Stadt", 10_747), new("160610045045", "Heiligenstadt", 7_107)],
                [
                    new("160640046046", "Mühlhausen/Thüringen, Stadt", 15_103), new("160645052074", "Südeichsfeld", 5_836),
                    new("160610118118", "Dingelstädt, Stadt", 11_864), new("160610045045", "Heiligenstadt", 7_120),
                ]),
            Is.EqualTo((string[])["split 16064055 -> 16061118 0.4187 + 16064046 0.5813"]));

    [Test]
    public async Task One_is_taken_in_across_the_border_of_a_Kreis() =>
        Assert.That(
            await Changes(
                [.. Of(ThuringiaBefore, "16063"), new("160640074074", "Südeichsfeld", 5_836), new("160640046046", "Mühlhausen", 15_100)],
                [new("160635001103", "Frankenroda", 608), new("160640074074", "Südeichsfeld", 6_400), new("160640046046", "Mühlhausen", 15_103)]),
            Is.EqualTo((string[])["merged 16063037 -> 16064074"]));

    [Test]
    public async Task One_that_leaves_its_Verband_keeps_its_AGS()
    {
        var plan = await Plan(
            [new("160645052074", "Südeichsfeld", 6_400), new("160640046046", "Mühlhausen", 15_103)],
            [new("160640074074", "Südeichsfeld", 6_400), new("160640046046", "Mühlhausen", 15_103)]);

        Assert.That(Changes(plan), Is.EqualTo((string[])["dissolved 160645052"]));
        Assert.That(Facts(plan, "16064074"), Is.EqualTo(("16064074", "160640074074", null as UnitId?)));
        Assert.That(plan.Units.Where(unit => unit.Before is null), Is.Empty);
    }

    [Test]
    public async Task One_that_loses_kreisfrei_is_the_same_unit_with_another_key()
    {
        var plan = await Plan(
            [new("160560000000", "Eisenach, Stadt", 10_417, 42_000, "61"), new("160630066066", "Bad Salzungen, Stadt", 9_000)],
            [new("160630105105", "Eisenach, Stadt", 10_417, 41_000, "63"), new("160630066066", "Bad Salzungen, Stadt", 9_003)]);

        Assert.That(Changes(plan), Is.Empty);
        Assert.That(Facts(plan, "16056000"), Is.EqualTo(("16063105", "160630105105", null as UnitId?)));
        Assert.That(plan.Units.Where(unit => unit.Before is null), Is.Empty);
    }

    [Test]
    public async Task One_that_is_only_renamed_is_the_same()
    {
        var plan = await Plan(
            [new("146260110110", "Görlitz, Stadt", 6_752), new("146260085085", "Bad Muskau, Stadt", 1_534)],
            [new("146260110110", "Görlitz, Stadt, Hochschulstadt", 6_753), new("146260085085", "Bad Muskau, Stadt", 1_534)]);

        Assert.That(Changes(plan), Is.Empty);
        Assert.That(plan.Units.Single(unit => unit.Id.Value == "14626110"), Has.Property(nameof(PlannedUnit.Facts)).Property(nameof(UnitFacts.Name)).EqualTo("Görlitz, Stadt, Hochschulstadt"));
        Assert.That(plan.Units.Where(unit => unit.Before is null), Is.Empty);
    }

    [Test]
    public async Task An_area_where_nobody_lives_is_divided() =>
        Assert.That(
            await Changes(
                [
                    new("094799999453", "Kaiserhammer Forst-Ost", 801, 0, "66"), new("094795443127", "Hohenberg a.d.Eger, St", 1_566),
                    new("094795442159", "Thierstein, M", 1_293, 1_000, "60"), new("094790136136", "Marktredwitz, GKSt", 4_952),
                ],
                [
                    new("094795443127", "Hohenberg a.d.Eger, St", 1_772), new("094795442159", "Thierstein, M", 1_888, 1_000, "60"),
                    new("094790136136", "Marktredwitz, GKSt", 4_957),
                ]),
            Is.EqualTo((string[])["split 09479453 -> 09479127 0.2572 + 09479159 0.7428"]));

    [Test]
    public async Task All_of_Thueringen_at_once()
    {
        var plan = await Plan(ThuringiaBefore, ThuringiaAfter);

        Assert.That(Changes(plan), Is.EquivalentTo((string[])
        [
            .. OldUder.Select(old => $"merged {old} -> {NewUder}"), "merged 160615009 -> 160615051", "dissolved 160645052",
            "merged 16063037 -> 16064074", "split 16064055 -> 16061118 0.4187 + 16064046 0.5813", "merged 16076004 -> 16076094", "merged 16076084 -> 16076094",
        ]));
        Assert.That(plan.CanBeApplied, Is.True);
        Assert.That(
            plan.Units.Where(unit => unit.Before is null).Select(unit => (unit.Id.Value, unit.ExistsFrom)),
            Is.EquivalentTo(((string, DateOnly?)[])[(NewUder, After), ("160615051", After), ("16076094", After)]));
    }

    [Test]
    public async Task A_Kreis_is_succeeded_by_where_its_Gemeinden_are_now() =>
        Assert.That(
            await Changes(
                [new("130510001001", "A", 1_000), new("130510002002", "B", 3_000), new("130560003003", "C", 5_000)],
                [new("130720001001", "A", 1_000), new("130730002002", "B", 3_000), new("130730003003", "C", 5_000)]),
            Is.EqualTo((string[])["split 13051 -> 13072 0.2500 + 13073 0.7500", "merged 13056 -> 13073"]));

    [Test]
    public async Task A_Verband_whose_members_all_joined_another_is_succeeded_by_it() =>
        Assert.That(
            await Changes(
                [new("010515101001", "A", 1_000), new("010515101002", "B", 3_000), new("010515102003", "C", 5_000)],
                [new("010515102001", "A", 1_000), new("010515102002", "B", 3_000), new("010515102003", "C", 5_000)]),
            Is.EqualTo((string[])["merged 010515101 -> 010515102"]));

    [Test]
    public async Task Areas_that_balance_in_two_ways_ask_for_a_decision()
    {
        var plan = await Plan(
            [new("010510001001", "A", 500), new("010510002002", "B", 500), new("010510003003", "C", 1_000), new("010510004004", "D", 2_000)],
            [new("010510003003", "C", 1_500), new("010510004004", "D", 2_500)]);

        Assert.That(Changes(plan), Is.Empty);
        Assert.That(plan.Open.Select(open => (open.Unit.Id.Value, open.Why)), Is.EqualTo(((string, string)[])
            [("01051001", "more than one combination of areas balances"), ("01051002", "more than one combination of areas balances")]));
        Assert.That(plan.Open[0].Candidates.Select(candidate => (candidate.Unit.Value, candidate.GainHa)), Is.EqualTo(((string, int)[])[("01051003", 500), ("01051004", 500)]));
        Assert.That(plan.CanBeApplied, Is.False);
    }

    [Test]
    public async Task Where_one_of_three_is_certain_only_the_others_are_asked_for()
    {
        var plan = await Plan(
            [new("010510001001", "A", 500), new("010510002002", "B", 500), new("010510005005", "E", 777), new("010510003003", "C", 1_000), new("010510004004", "D", 2_000), new("010510006006", "F", 3_000)],
            [new("010510003003", "C", 1_500), new("010510004004", "D", 2_500), new("010510006006", "F", 3_778)]);

        Assert.That(Changes(plan), Is.EqualTo((string[])["merged 01051005 -> 01051006"]));
        Assert.That(plan.Open.Select(open => open.Unit.Id.Value), Is.EqualTo((string[])["01051001", "01051002"]));
    }

    [Test]
    public async Task Areas_that_do_not_add_up_ask_for_a_decision()
    {
        var plan = await Plan(
            [new("010510001001", "A", 500), new("010510003003", "C", 1_000), new("010510004004", "D", 20_000)],
            [new("010510003003", "C", 1_497), new("010510004004", "D", 20_000)]);

        Assert.That(plan.Open.Select(open => (open.Unit.Id.Value, open.Why)), Is.EqualTo(((string, string)[])[("01051001", "no combination of areas balances within 2 ha")]));
    }

    [Test]
    public async Task A_part_of_a_Land_does_not_end_the_rest()
    {
        var plan = await Plan(ThuringiaBefore, Of(ThuringiaAfter, "16061"));

        Assert.That(plan.Faults.Select(fault => fault.Code), Is.EqualTo((string[])["file-incomplete"]));
    }

    [Test]
    public async Task A_Land_that_is_known_in_part_loses_nobody()
    {
        var plan = await Plan(Of(ThuringiaBefore, "16076"), [.. Of(ThuringiaAfter, "16064"), .. Of(ThuringiaAfter, "16061")]);

        Assert.That((Changes(plan), plan.Open.Count, plan.Faults.Count), Is.EqualTo((Array.Empty<string>(), 0, 0)));
        Assert.That(plan.NotInFile.Select(id => id.Value), Does.Contain("16076004"));
    }

    [Test]
    public async Task An_older_file_brings_nobody_back()
    {
        var (before, after) = (await Read(Before, ThuringiaBefore), await Read(After, ThuringiaAfter));
        var first = TerritorialComparison.Compare(Known(after), Seen(before), Before, []);

        Assert.That(first.Changes, Is.Empty);
        Assert.That(
            first.Units.Where(unit => unit.Before is null).Select(unit => unit.Refusal?.Code).Distinct(),
            Is.EqualTo((string[])["file-out-of-order"]));
    }

    static readonly Place[] TwoWays =
        [new("010510001001", "A", 500), new("010510002002", "B", 500), new("010510003003", "C", 1_000), new("010510004004", "D", 2_000)];

    static readonly Place[] TwoWaysAfter = [new("010510003003", "C", 1_500), new("010510004004", "D", 2_500)];

    [TestCase("01051001;01051004;", "merged 01051001 -> 01051004", "merged 01051002 -> 01051003")]
    [TestCase("01051001;01051003;1\n01051002;010510004004;1", "merged 01051001 -> 01051003", "merged 01051002 -> 01051004")]
    [TestCase(
        "01051001;01051003;0,5\n01051001;01051004;0.5\n01051002;01051003;\n01051002;01051004;",
        "split 01051001 -> 01051003 0.5000 + 01051004 0.5000", "split 01051002 -> 01051003 0.5000 + 01051004 0.5000")]
    public async Task A_decision_completes_what_areas_leave_open(string decisions, params string[] changes)
    {
        var plan = await Plan(TwoWays, TwoWaysAfter, decisions);

        Assert.That(plan.Faults, Is.Empty);
        Assert.That(Changes(plan), Is.EqualTo(changes));
        Assert.That(plan.CanBeApplied, Is.True);
    }

    [TestCase("01051099;01051003;", "decision-old-unknown")]
    [TestCase("01051003;01051004;", "decision-old-exists")]
    [TestCase("01051001;01051099;", "decision-new-unknown")]
    [TestCase("01051001;01051002;", "decision-new-unknown")]
    [TestCase("01051001;01051001;", "successor-cycle")]
    [TestCase("01051001;01051003;0.5\n01051001;01051004;0.4", "decision-shares")]
    [TestCase("01051001;01051003;0.5\n01051001;01051004;", "decision-share-missing")]
    [TestCase("01051001;01051003;0.5\n01051001;010510003003;0.5", "decision-twice")]
    [TestCase("01051001;01051003;\n01051002;01051003;", "decision-area")]
    public async Task A_decision_that_cannot_be_is_refused_and_named(string decisions, string code)
    {
        var plan = await Plan(TwoWays, TwoWaysAfter, decisions);

        Assert.That(plan.Faults.Select(fault => fault.Code), Does.Contain(code));
        Assert.That(plan.Faults.Select(fault => fault.Line), Is.All.AnyOf(0, 2, 3));
    }

    [Test]
    public async Task A_decision_whose_areas_are_out_says_by_how_much()
    {
        var plan = await Plan(TwoWays, TwoWaysAfter, "01051001;01051003;\n01051002;01051003;");

        Assert.That(plan.Faults.Single(fault => fault.Code == "decision-area").Reason, Does.Contain("gained 500 ha").And.Contain("get 1,000 ha").And.Contain("at most 15 ha"));
    }

    [Test]
    public async Task A_decision_goes_before_what_names_and_areas_say()
    {
        Place[] before = [new("010510001001", "Neustadt", 500), new("010510004004", "D", 30_000)];
        Place[] after = [new("010510009009", "Neustadt", 500), new("010510004004", "D", 30_000)];

        var alone = await Plan(before, after);
        var decided = await Plan(before, after, "01051001;01051009;");

        Assert.That((Changes(alone), alone.Units.Single(unit => unit.Facts.Name == "Neustadt").Id.Value), Is.EqualTo((Array.Empty<string>(), "01051001")));
        Assert.That((Changes(decided), decided.CanBeApplied), Is.EqualTo(((string[])["merged 01051001 -> 01051009"], true)));
    }

    [Test]
    public async Task A_decision_may_say_that_nobody_succeeds()
    {
        var plan = await Plan([new("010510001001", "A", 5), new("010510004004", "D", 30_000)], [new("010510004004", "D", 30_000)], "01051001;;");

        Assert.That((Changes(plan), plan.CanBeApplied), Is.EqualTo(((string[])["dissolved 01051001"], true)));
    }

    internal static readonly Place Dingelstaedt10747 = new("160610118118", "Dingelstädt, Stadt", 10_748, 6_500, "63");

    internal static Place[] Of(IEnumerable<Place> places, string kreis) => [.. places.Where(place => place.Ars.StartsWith(kreis, StringComparison.Ordinal))];

    internal static async Task<TerritorialPlan> Plan(IReadOnlyList<Place> before, IReadOnlyList<Place> after, string? decisions = null)
    {
        var (known, seen) = (await Read(Before, before), await Read(After, after));
        var rows = decisions is null ? [] : (await SuccessorDecisionReader.Read(new MemoryStream(Encoding.UTF8.GetBytes("old;new;share\n" + decisions)))).Rows;
        return TerritorialComparison.Compare(Known(known), Seen(seen), After, rows);
    }

    static async Task<string[]> Changes(IReadOnlyList<Place> before, IReadOnlyList<Place> after)
    {
        var plan = await Plan(before, after);
        Assert.That(plan.Faults, Is.Empty);
        Assert.That(plan.Open, Is.Empty);
        return Changes(plan);
    }

    internal static string[] Changes(TerritorialPlan plan) => [.. plan.Changes.SelectMany(change => change.Dissolved)
        .OrderBy(end => end.Unit.Id.Value, StringComparer.Ordinal)
        .Select(end => end.Successors switch
        {
            [] => $"dissolved {end.Unit.Id}",
            [var only] => $"merged {end.Unit.Id} -> {only.Successor}",
            var parts => $"split {end.Unit.Id} -> {string.Join(" + ", parts.Select(part => $"{part.Successor} {part.Share.ToString("0.0000", CultureInfo.InvariantCulture)}"))}",
        })];

    static (string?, string, UnitId?) Facts(TerritorialPlan plan, string id)
    {
        var facts = plan.Units.Single(unit => unit.Id.Value == id).Facts;
        return (facts.Ags?.Value, facts.Ars.Value, facts.Association);
    }

    static async Task<Gv100adResult> Read(DateOnly day, IReadOnlyList<Place> places)
    {
        var read = await Gv100adReader.Read(Gv100adFile.Of(day, places));
        Assert.That(read.Errors, Is.Empty);
        return read;
    }

    static UnitBefore[] Known(Gv100adResult read) => [.. Seen(read).Select(unit => new UnitBefore(unit.Key, unit.Facts))];

    static UnitAfter[] Seen(Gv100adResult read) => [.. MunicipalityImport.Compare([], read, null).Territory.Units.Select(unit => new UnitAfter(unit.Line, unit.Id, unit.Facts))];
}

using FsCheck;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Operations.Tests.Demo;

public sealed class SyntheticHistoryTests
{
    static readonly SyntheticHistory History = new(SyntheticHistory.DefaultSeed);

    static readonly SyntheticUnit[] Units =
    [
        .. Enumerable.Range(0, 120).Select(number => SyntheticExamples.Gemeinde(number, 80 + (int)Math.Pow(10, 2 + (number % 5)), 1 + (number % 16))), SyntheticExamples.Kreis,
    ];

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool The_rules_would_have_recorded_every_stream(ulong seed, NonNegativeInt number, PositiveInt population, NonNegativeInt leikaServices)
    {
        var history = new SyntheticHistory(seed);
        var unit = SyntheticExamples.Gemeinde(number.Get % 1_000_000, population.Get * population.Get, 1 + (number.Get % 16));
        return Enumerable.Range(10_000, 30)
            .Select(ozgId => SyntheticExamples.Service(ozgId, leikaServices.Get % 9))
            .All(service => SyntheticReplay.Objection(unit, service, history.Events(unit, service)) is null);
    }

    [Test]
    public void Everything_that_is_invented_occurs_and_the_rules_would_have_recorded_it()
    {
        var kinds = new HashSet<SyntheticStepKind>();
        foreach (var (unit, service) in Cells())
        {
            kinds.UnionWith(Steps(History, (unit, service)).Select(step => step.Kind));
            Assert.That(SyntheticReplay.Objection(unit, service, History.Events(unit, service)), Is.Null);
        }

        Assert.That(kinds, Is.EquivalentTo(Enum.GetValues<SyntheticStepKind>()));
    }

    [FsCheck.NUnit.Property(MaxTest = 30)]
    public bool A_cell_has_one_history_whatever_else_is_asked_for(ulong seed, NonNegativeInt number, PositiveInt population)
    {
        var unit = SyntheticExamples.Gemeinde(number.Get % 1_000_000, population.Get);
        var alone = Told(new SyntheticHistory(seed).Events(unit, SyntheticExamples.Services[7]));
        var history = new SyntheticHistory(seed);
        var last = history.Streams(Units.Take(2).Append(unit), SyntheticExamples.Services.Reverse().ToArray())
            .SingleOrDefault(stream => stream.Cell == new RolloutKey(unit.Id, SyntheticExamples.Services[7].Id));

        return (last.Events is null ? "" : Told(last.Events)) == alone;
    }

    /// <summary>Written down once: a runtime that draws otherwise would give another Germany for the same seed.</summary>
    [Test]
    public void A_history_is_the_same_for_ever()
    {
        var events = History.Events(SyntheticExamples.Gemeinde(66_052, 6_035), SyntheticExamples.Service(10_124));

        Assert.That(string.Join('\n', events.Select(SyntheticReplay.Json)), Is.EqualTo("""
            MaturityReported {"model":"ozg-1.1","level":0,"validOn":"2020-03-23"}
            MaturityReported {"model":"ozg-1.1","level":0,"validOn":"2021-01-29"}
            MaturityReported {"model":"ozg-1.1","level":1,"validOn":"2021-03-19"}
            MaturityReported {"model":"ozg-1.1","level":2,"validOn":"2022-05-23"}
            MaturityReported {"model":"ozg-1.1","level":3,"validOn":"2023-05-09"}
            MaturityReported {"model":"ozg-1.1","level":4,"validOn":"2024-09-27"}
            MaturityReported {"model":"ozg-1.1","level":4,"validOn":"2026-02-09","evidenceUrl":"https://demo.invalid/12066052/10124"}
            """));
    }

    [Test]
    public void Another_seed_is_another_germany()
    {
        var other = new SyntheticHistory(SyntheticHistory.DefaultSeed + 1);

        var same = Cells().Count(cell => Steps(other, cell).SequenceEqual(Steps(History, cell)));

        Assert.That(same, Is.LessThan(Cells().Count() / 10));   // nobody ever said anything of them
    }

    [Test]
    public void Days_are_working_days_since_2019_and_none_is_after_the_last_one()
    {
        var days = Cells().SelectMany(cell => Steps(History, cell)).Select(step => step.Day).ToHashSet();

        Assert.That(days.Min(), Is.InRange(new DateOnly(2019, 1, 1), new DateOnly(2019, 6, 30)));
        Assert.That(days.Max(), Is.InRange(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 20)));
        Assert.That(SyntheticHistory.LastDay, Is.LessThanOrEqualTo(DateOnly.FromDateTime(DateTime.UtcNow)));
        Assert.That(days.Select(day => day.DayOfWeek), Is.All.Not.AnyOf(DayOfWeek.Saturday, DayOfWeek.Sunday));
    }

    [Test]
    public void A_share_of_the_cells_has_the_histories_that_all_of_them_have()
    {
        var some = new SyntheticHistory(SyntheticHistory.DefaultSeed, share: 0.25);

        var chosen = Cells().Select(cell => (All: Steps(History, cell), Some: Steps(some, cell))).Where(cell => cell.All.Count > 0).ToArray();

        Assert.That(chosen.Count(cell => cell.Some.Count > 0) / (double)chosen.Length, Is.EqualTo(0.25).Within(0.02));
        Assert.That(chosen.Where(cell => cell.Some.Count > 0 && !cell.Some.SequenceEqual(cell.All)), Is.Empty);
    }

    [Test]
    public void Counting_says_what_the_streams_hold()
    {
        var streams = History.Streams(Units, SyntheticExamples.Services).ToArray();

        var count = History.Count(Units, SyntheticExamples.Services);

        Assert.That(count, Is.EqualTo(new SyntheticCount(
            streams.Length, streams.Sum(stream => stream.Events.Count), streams.Sum(stream => stream.Events.Count(happened => happened is not EfaServiceAdopted)))));
    }

    [Test]
    public void Who_does_not_execute_a_service_mostly_says_nothing()
    {
        var ofTheBund = Enumerable.Range(10_000, 60).Select(number => SyntheticExamples.Service(number, 4, "1")).ToArray();
        var nobody = SyntheticExamples.Gemeinde(1, 3_000) with { Kind = UnitKind.Gemeindefrei };

        Assert.That(History.Count([nobody], SyntheticExamples.Services).Streams, Is.Zero);
        Assert.That(History.Count([SyntheticExamples.Kreis], SyntheticExamples.Services).Streams, Is.LessThan(10));
        Assert.That(History.Streams(Units, ofTheBund).SelectMany(stream => stream.Events), Is.Not.Empty.And.All.TypeOf<NotCompetentDeclared>());
        Assert.That(History.Count(Units, ofTheBund).Streams, Is.LessThan(Units.Length * ofTheBund.Length / 50));
        Assert.That(History.Count(Units, SyntheticExamples.Services).Streams, Is.GreaterThan(Units.Length * SyntheticExamples.Services.Count * 9 / 10));
    }

    static IEnumerable<(SyntheticUnit Unit, SyntheticService Service)> Cells() =>
        from unit in Units from service in SyntheticExamples.Services select (unit, service);

    static IReadOnlyList<SyntheticStep> Steps(SyntheticHistory history, (SyntheticUnit Unit, SyntheticService Service) cell)
    {
        var steps = new SyntheticStep[SyntheticHistory.MostSteps];
        return steps[..history.Steps(cell.Unit, cell.Service, steps)];
    }

    static string Told(IReadOnlyList<IRolloutEvent> events) => string.Join('\n', events.Select(SyntheticReplay.Json));
}

using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Operations.Tests.Demo;

/// <summary>What real roll-outs look like from afar.</summary>
public sealed class SyntheticShapeTests
{
    static readonly SyntheticHistory History = new(SyntheticHistory.DefaultSeed);

    [Test]
    public void The_larger_a_city_the_more_is_online()
    {
        int[] populations = [400, 3_000, 15_000, 70_000, 250_000, 900_000];

        var shares = populations.Select(population => ShareConform(Everywhere(population, 6), SyntheticExamples.Services, new DateOnly(2024, 1, 1))).ToArray();

        Assert.That(shares, Is.Ordered.Ascending);
        Assert.That(shares[^1], Is.GreaterThan(shares[0] + 0.3));
    }

    [Test]
    public void Shares_rise_slowly_then_fast_then_slowly_again()
    {
        var units = Everywhere(40_000, 8);

        var shares = Enumerable.Range(2019, 8).Select(year => ShareConform(units, SyntheticExamples.Services, new DateOnly(year, 10, 1))).ToArray();
        var gains = shares.Skip(1).Zip(shares, (after, before) => after - before).ToArray();

        Assert.That(shares, Is.Ordered.Ascending);
        Assert.That(Array.IndexOf(gains, gains.Max()), Is.InRange(2, 5), string.Join(' ', shares));
        Assert.That(gains.Max(), Is.GreaterThan(3 * gains[0]));
        Assert.That(gains.Max(), Is.GreaterThan(1.3 * gains[^1]));
    }

    [Test]
    public void Laender_differ()
    {
        var shares = StateCode.All.Select((_, state) => ShareConform(In(state + 1, 12_000, 40), SyntheticExamples.Services, new DateOnly(2024, 6, 1))).ToArray();

        Assert.That(shares.Max() - shares.Min(), Is.GreaterThan(0.12), string.Join(' ', shares));
    }

    [Test]
    public void Services_differ()
    {
        var units = Everywhere(12_000, 8);

        var shares = SyntheticExamples.Services.Select(service => ShareConform(units, [service], new DateOnly(2024, 6, 1))).ToArray();

        Assert.That(shares.Max() - shares.Min(), Is.GreaterThan(0.3));
    }

    [Test]
    public void An_efa_service_reaches_many_units_of_a_land_within_months()
    {
        var (service, state, wave) = Waves().First(wave => wave.Wave.Share > 0.6);
        var units = In(int.Parse(state.Value, System.Globalization.CultureInfo.InvariantCulture), 4_000, 200);

        var before = ShareConform(units, [service], wave.Begin.AddDays(-1));
        var after = ShareConform(units, [service], wave.Begin.AddDays(EfaWave.Days + 5));

        Assert.That(after - before, Is.GreaterThan(0.3));
    }

    [Test]
    public void An_efa_service_has_one_provider_which_is_the_first()
    {
        foreach (var offer in Waves().GroupBy(wave => wave.Service.Id))
        {
            var provided = History.OfferOf(offer.First().Service)!.Value;
            Assert.That(offer.Select(wave => (wave.Wave.OfferId, wave.Wave.Provider)), Is.All.EqualTo((provided.OfferId, provided.Provider)));
            Assert.That(offer.Min(wave => wave.Wave.Begin), Is.EqualTo(provided.Begin));
            Assert.That(offer.Count(), Is.GreaterThan(1));
        }
    }

    [Test]
    public void Only_what_the_bund_regulates_and_others_execute_becomes_an_efa_service() =>
        Assert.That(Enumerable.Range(10_000, 60).Select(number => History.OfferOf(SyntheticExamples.Service(number, 4, "4", "5"))), Is.All.Null);

    [Test]
    public void Some_services_are_switched_off_and_most_of_them_come_back()
    {
        var (fallen, back, all) = (0, 0, 0);
        foreach (var steps in Everywhere(12_000, 4).SelectMany(unit => SyntheticExamples.Services.Select(service => Levels(unit, service))))
        {
            all++;
            var fall = Enumerable.Range(1, Math.Max(0, steps.Count - 1)).FirstOrDefault(at => steps[at].Level < steps[at - 1].Level);
            if (fall == 0) continue;
            fallen++;
            if (steps.Skip(fall).Any(step => step.Level >= steps[fall - 1].Level)) back++;
        }

        Assert.That(fallen / (double)all, Is.InRange(0.02, 0.2));
        Assert.That(back / (double)fallen, Is.InRange(0.5, 0.95));
    }

    [Test]
    public void Some_never_begin_and_villages_more_often()
    {
        var (villages, cities) = (Silent(400), Silent(300_000));

        Assert.That(villages, Is.InRange(0.03, 0.2));
        Assert.That(cities, Is.LessThan(villages / 2));

        static double Silent(int population)
        {
            var units = Everywhere(population, 6);
            return 1 - (History.Count(units, SyntheticExamples.Services).Streams / (double)(units.Count * SyntheticExamples.Services.Count));
        }
    }

    static IEnumerable<(SyntheticService Service, StateCode State, EfaWave Wave)> Waves() =>
        from service in SyntheticExamples.Services
        from state in StateCode.All
        let wave = History.WaveOf(service, state)
        where wave is not null
        select (service, state, wave.Value);

    static IReadOnlyList<SyntheticUnit> Everywhere(int population, int inEach) =>
        [.. Enumerable.Range(1, 16).SelectMany(state => In(state, population, inEach))];

    static IReadOnlyList<SyntheticUnit> In(int state, int population, int count) =>
        [.. Enumerable.Range(0, count).Select(number => SyntheticExamples.Gemeinde(number, population, state))];

    /// <summary>Share of the cells at level 3 or above on a day.</summary>
    static double ShareConform(IReadOnlyList<SyntheticUnit> units, IReadOnlyList<SyntheticService> services, DateOnly day)
    {
        var conform = units.Sum(unit => services.Count(service => Levels(unit, service).LastOrDefault(step => step.Day <= day).Level >= 3));
        return conform / (double)(units.Count * services.Count);
    }

    /// <summary>The levels that count, in the order of their days.</summary>
    static List<SyntheticStep> Levels(SyntheticUnit unit, SyntheticService service)
    {
        var steps = new SyntheticStep[SyntheticHistory.MostSteps];
        var count = History.Steps(unit, service, steps);
        var levels = new List<SyntheticStep>();
        foreach (var step in steps[..count])
        {
            if (step.Kind == SyntheticStepKind.Corrected) levels.RemoveAt(levels.Count - 1);
            if (step.Kind is SyntheticStepKind.Reported or SyntheticStepKind.Corrected) levels.Add(step);
        }

        return levels;
    }
}

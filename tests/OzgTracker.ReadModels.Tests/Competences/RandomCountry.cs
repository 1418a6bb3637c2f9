using System.Globalization;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Competences;

/// <summary>Units of every kind in three Länder, declarations and reports of chance over the days of one May.</summary>
sealed class RandomCountry
{
    const string SeedVariable = "OZG_SEED";

    /// <summary>Executed by the Bund alone.</summary>
    public const string Federal = "10500";

    public static readonly string[] Services = [ReferenceData.Residence, ReferenceData.Passport, ReferenceData.VehicleRegistration, Federal];

    public static readonly string[] States = ["01", "05", "08"];

    static readonly DateTimeOffset Now = new(2026, 5, 31, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Reporters =
    [
        ReferenceData.Bonn, ReferenceData.Cologne, ReferenceData.Dithmarschen, ReferenceData.BuesumWesselburen, ReferenceData.Buesum,
        "01001000", "01051001", "01051050", "01054", "010545405", "01054001", "01054050", "08111000", "08115", "081155001", "08115001", "08115002", "08115003",
    ];

    readonly Random chance;

    public RandomCountry()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"{SeedVariable}={seed}");
        chance = new Random(seed);
    }

    public async Task Record(DocumentStore store, int commands)
    {
        var reported = new Dictionary<RolloutKey, Rollout>();
        var declared = new Dictionary<CompetenceKey, DeclaredCompetence>();
        foreach (var (stream, happened) in Places()) await Append(store, stream, happened);
        for (var i = 0; i < commands; i++)
        {
            if (chance.Next(6) == 0) await Declare(store, declared);
            else await Report(store, reported);
        }
    }

    /// <summary>The units besides those of the reference data, and a service.</summary>
    public static IEnumerable<(string Stream, IDomainEvent Happened)> Places()
    {
        yield return (Service.StreamKey(OzgId.Parse(Federal)), new ServiceCatalogued(
            "Bundesleistung", new Classification("Forschung & Förderung", "Forschung", SituationKind.Unternehmenslage, ["1"], MunicipalExecution.No)));
        yield return Unit("01001000", UnitKind.Gemeinde, UnitDesignation.KreisfreieStadt, "01001", null);
        yield return Unit("01051001", UnitKind.Gemeinde, UnitDesignation.Gemeinde, "01051", ReferenceData.BuesumWesselburen);
        yield return Unit("01051050", UnitKind.Gemeinde, UnitDesignation.Stadt, "01051", null);
        yield return Unit("01054", UnitKind.Kreis, UnitDesignation.Kreis, "01054", null);
        yield return Unit("010545405", UnitKind.Verband, UnitDesignation.Amt, "01054", null);
        yield return Unit("01054001", UnitKind.Gemeinde, UnitDesignation.Gemeinde, "01054", "010545405", validFrom: new(2026, 5, 10));
        yield return Unit("01054050", UnitKind.Gemeinde, UnitDesignation.Markt, "01054", null);
        yield return Unit("01054900", UnitKind.Gemeindefrei, UnitDesignation.GemeindefreiBewohnt, "01054", null);
        yield return Unit("08111000", UnitKind.Gemeinde, UnitDesignation.Stadtkreis, "08111", null);
        yield return Unit("08115", UnitKind.Kreis, UnitDesignation.Landkreis, "08115", null);
        yield return Unit("081155001", UnitKind.Verband, UnitDesignation.Verwaltungsgemeinschaft, "08115", null);
        yield return Unit("08115001", UnitKind.Gemeinde, UnitDesignation.Gemeinde, "08115", "081155001");
        yield return Unit("08115002", UnitKind.Gemeinde, UnitDesignation.Gemeinde, "08115", "081155001");
        yield return Unit("08115003", UnitKind.Gemeinde, UnitDesignation.GrosseKreisstadt, "08115", null);
        yield return (Municipality.StreamKey(UnitId.Parse("08115002")), new AssociationChanged(null, new(2026, 5, 20)));
    }

    static (string, IDomainEvent) Unit(string id, UnitKind kind, UnitDesignation designation, string district, string? association, DateOnly? validFrom = null) => (
        Municipality.StreamKey(UnitId.Parse(id)),
        new MunicipalityRegistered(
            kind, id, id, designation, id.Length == 8 ? Ags.Parse(id) : null, Ars.Padded(id), district, association is null ? null : UnitId.Parse(association),
            1_000, null, new(2025, 8, 31), validFrom));

    async Task Declare(DocumentStore store, Dictionary<CompetenceKey, DeclaredCompetence> declared)
    {
        var key = new CompetenceKey(OzgId.Parse(Services[chance.Next(Services.Length)]), StateCode.Parse(States[chance.Next(States.Length)]));
        var state = declared.GetValueOrDefault(key, DeclaredCompetence.Initial);
        var executors = new Executors(chance.Next(3) == 0, chance.Next(2) == 0, chance.Next(2) == 0);
        var decision = CompetenceDecider.Decide(state, new(executors.Kinds, Day()), new(2026, 5, 31));
        foreach (var happened in decision.Events) await Append(store, key.StreamKey, happened);
        declared[key] = decision.Events.Cast<ICompetenceEvent>().Aggregate(state, DeclaredCompetence.Evolve);
    }

    async Task Report(DocumentStore store, Dictionary<RolloutKey, Rollout> reported)
    {
        var key = new RolloutKey(UnitId.Parse(Reporters[chance.Next(Reporters.Length)]), OzgId.Parse(Services[chance.Next(Services.Length)]));
        var state = reported.GetValueOrDefault(key, Rollout.Initial);
        var model = chance.Next(4) == 0 ? OfficialModels.Ozg11 with { Id = "ozg-2.0" } : OfficialModels.Ozg11;
        var decision = RolloutDecider.Decide(state, Command(), new(UnitKind.Gemeinde, model, new HashSet<LeikaId>(), Now));
        foreach (var happened in decision.Events) await Append(store, key.StreamKey, happened);
        reported[key] = decision.Events.Cast<IRolloutEvent>().Aggregate(state, Rollout.Evolve);
    }

    IRolloutCommand Command() => chance.Next(10) switch
    {
        < 5 => new ReportMaturity(Claim()),
        5 => new CorrectMaturity(chance.Next(1, 4), Claim()),
        6 => new WithdrawMaturity(chance.Next(1, 4), "by mistake"),
        7 or 8 => new DeclareNotCompetent("the Kreis", Day()),
        _ => new ReclaimCompetence(Day()),
    };

    ClaimedMaturity Claim() => new(chance.Next(5), null, Day());

    DateOnly Day() => new DateOnly(2026, 5, 1).AddDays(chance.Next(6) * 4);

    static async Task Append(DocumentStore store, string stream, IDomainEvent happened)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(stream, happened);
        await session.SaveChangesAsync(CancellationToken.None);
    }
}

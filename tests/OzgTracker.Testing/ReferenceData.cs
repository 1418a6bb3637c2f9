using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;

namespace OzgTracker.Testing;

/// <summary>A few real units and services without any report, the same in every test database.</summary>
public static class ReferenceData
{
    public const string Bonn = "05314000", BonnArs = "053140000000", Cologne = "05315000", Berlin = "11000000";

    /// <summary>Kreis Dithmarschen, its Amt Büsum-Wesselburen and a member of it.</summary>
    public const string Dithmarschen = "01051", BuesumWesselburen = "010515178", Buesum = "01051013", BuesumArs = "010515178013";

    /// <summary>A gemeindefreies Gebiet.</summary>
    public const string Sachsenwald = "01053105";

    /// <summary>Ummeldung, with two LeiKa services.</summary>
    public const string Residence = "10124", ResidenceLeika = "99115005000000", ResidenceOtherLeika = "99115005060000";

    public const string ParentalAllowance = "10000", VehicleRegistration = "10439", HousingBenefit = "10092", Passport = "10177";

    const string Version = "reference-3";

    static readonly DateOnly AsOf = new(2025, 8, 31);

    /// <summary>A database of one fixture: migrated, with this data, read models filled.</summary>
    public static async Task<TestDatabase> CloneAsync()
    {
        await using var store = OzgStore.Open("Host=nowhere");   // never asked anything
        var readModels = string.Concat(store.Projections.All.Select(projection => projection.Name + projection.Version));
        return await TestDatabase.CloneAsync("reference", Version + Roles.Version + readModels + string.Concat(DatabaseSetup.Migrations.Select(m => m.Checksum)), FillForRoles);
    }

    static async Task FillForRoles(string connectionString)
    {
        await Fill(connectionString);
        await Roles.ApplyAsync(connectionString);
    }

    /// <summary>The same in an empty database that is there already.</summary>
    public static async Task Fill(string connectionString)
    {
        await using var store = OzgStore.Open(connectionString);
        await DatabaseSetup.MigrateAsync(store, CancellationToken.None);
        await using var session = store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        foreach (var (id, facts) in Units()) session.Events.StartStream(Municipality.StreamKey(UnitId.Parse(id)), MunicipalityDecider.Decide(Municipality.Unknown, facts).Events);
        foreach (var (id, events) in Services()) session.Events.StartStream(Service.StreamKey(OzgId.Parse(id)), events);
        await session.SaveChangesAsync(CancellationToken.None);
        await Daemon.CatchUp(store);
    }

    static IEnumerable<(string Id, UnitFacts Facts)> Units()
    {
        yield return City(Bonn, "Bonn, Stadt", "Bonn", 323_336);
        yield return City(Cologne, "Köln, Stadt", "Köln", 1_024_621);
        yield return City(Berlin, "Berlin, Stadt", "Berlin", 3_685_265);
        yield return (Dithmarschen, Facts(UnitKind.Kreis, "Dithmarschen", "Dithmarschen", UnitDesignation.Kreis, null, Ars.Padded(Dithmarschen), Dithmarschen, null, 135_000));
        yield return (BuesumWesselburen, Facts(
            UnitKind.Verband, "Amt Büsum-Wesselburen", "Amt Büsum-Wesselburen", UnitDesignation.Amt, null, Ars.Padded(BuesumWesselburen), Dithmarschen, null, 15_500));
        yield return (Buesum, Facts(
            UnitKind.Gemeinde, "Büsum", "Büsum", UnitDesignation.Gemeinde, Buesum, Ars.Parse(BuesumArs), Dithmarschen, BuesumWesselburen, 4_900));
        yield return (Sachsenwald, Facts(
            UnitKind.Gemeindefrei, "Sachsenwald", "Sachsenwald", UnitDesignation.GemeindefreiUnbewohnt, Sachsenwald, Ars.Parse("010539105105"), "01053", null, 0));
    }

    static (string, UnitFacts) City(string ags, string name, string shortName, int population) => (ags, Facts(
        UnitKind.Gemeinde, name, shortName, UnitDesignation.KreisfreieStadt, ags, Ars.Parse(ags[..5] + "0000" + ags[5..]), ags[..5], null, population));

    static UnitFacts Facts(
        UnitKind kind, string name, string shortName, UnitDesignation designation, string? ags, Ars ars, string district, string? association, int population) => new(
            kind, name, shortName, designation, ags is null ? null : Ags.Parse(ags), ars, district, association is null ? null : UnitId.Parse(association), population, 10_000, AsOf);

    static IEnumerable<(string Id, IReadOnlyList<IDomainEvent> Events)> Services()
    {
        yield return (Residence,
        [
            Catalogued("Wohnsitzmeldungen", "Bauen & Wohnen", "Wohnen & Umzug", SituationKind.Lebenslage, ["2/3"]),
            new LeikaServicesAssigned([new(LeikaId.Parse(ResidenceLeika), "Wohnsitz", "2/3"), new(LeikaId.Parse(ResidenceOtherLeika), "Wohnsitz Ummeldung", "2/3")]),
        ]);
        yield return (ParentalAllowance, [Catalogued("Elterngeld", "Familie & Kind", "Geburt", SituationKind.Lebenslage, ["2/3"])]);
        yield return (VehicleRegistration, [Catalogued("Kraftfahrzeugzulassung", "Mobilität & Reisen", "Logistik & Transport", SituationKind.Unternehmenslage, ["1", "2/3"])]);
        yield return (HousingBenefit, [Catalogued("Wohngeld", "Arbeit & Ruhestand", "Finanzielle Existenzsicherung", SituationKind.Lebenslage, ["2/3"])]);
        yield return (Passport, [Catalogued("Reisepass", "Mobilität & Reisen", "Auslandsaufenthalt", SituationKind.Lebenslage, ["1", "2/3"])]);
    }

    static ServiceCatalogued Catalogued(string name, string topicArea, string situation, SituationKind kind, string[] types) =>
        new(name, new Classification(topicArea, situation, kind, types, MunicipalExecution.Possible));
}

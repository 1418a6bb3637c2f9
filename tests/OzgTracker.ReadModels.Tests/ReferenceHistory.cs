using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests;

/// <summary>Tags, profiles, offers, adoptions and mappings as chance has them, the same in every run.</summary>
sealed class ReferenceHistory
{
    static readonly string[] Services = [ReferenceData.Residence, ReferenceData.Passport, ReferenceData.HousingBenefit];
    static readonly string[] Units = [ReferenceData.Bonn, ReferenceData.Cologne, ReferenceData.Buesum];
    static readonly string[] Offers = ["eins", "zwei", "drei"];
    static readonly string[] Tags = ["efa", "fokus", "sdg-annex-2"];

    readonly Random chance = new(20_261_122);

    public async Task Record(IDocumentStore store, int events)
    {
        for (var i = 0; i < events; i++)
        {
            await using var session = store.LightweightSession();
            switch (chance.Next(5))
            {
                case 0: await Next<Service>(session, Service.StreamKey(OzgId.Parse(One(Services))), Tag); break;
                case 1: await Next<Municipality>(session, Municipality.StreamKey(UnitId.Parse(One(Units))), Profile); break;
                case 2: await Next<EfaOffer>(session, EfaOffer.StreamKey(One(Offers)), Offer); break;
                case 3: session.Events.Append($"rollout-{One(Units)}-{One(Services)}", [new EfaServiceAdopted(One(Offers), One(Enum.GetValues<EfaStage>()), Day())]); break;
                default: await Next<ModelMapping?>(session, ModelMapping.StreamKey("ozg-1.1", "ozg-2.0"), Map); break;
            }

            await session.SaveChangesAsync(CancellationToken.None);
        }
    }

    static async Task Next<TState>(IDocumentSession session, string streamKey, Func<TState, Decision> decide)
    {
        var stream = await session.Events.FetchForWriting<TState>(streamKey, CancellationToken.None);
        stream.AppendMany(decide(stream.Aggregate).Events);
    }

    Decision Tag(Service state) => chance.Next(3) == 0
        ? ServiceTagDecider.End(state, One(Tags), Maybe(Day()))
        : ServiceTagDecider.Decide(state, [new ServiceTag(One(Tags), null, Maybe(Day()), One("Liste", "Markt"))]);

    Decision Profile(Municipality state) => ProfileDecider.Decide(state, new SetProfile(
        chance.Next(2) == 0 ? null : new(chance.Next(3) == 0 ? null : new DigitalStrategy(One(Enum.GetValues<DigitalStrategyState>()), Maybe(Day()), One(null, "https://www.example.de/"))),
        chance.Next(2) == 0 ? null : new(One(null, "Dataport", "AKDB")),
        chance.Next(2) == 0 ? null : new(chance.Next(3) == 0 ? null : new ContactPoint("ozg@stadt.example", One(null, "https://www.example.de/"))),
        Day().AddYears(1)));

    Decision Offer(EfaOffer state)
    {
        var terms = new EfaOfferTerms(
            StateCode.Parse("01"), One("A", "B"), "Dataport", [OzgId.Parse(One(Services))], chance.Next(2) == 0 ? null : [LeikaId.Parse(ReferenceData.ResidenceLeika)],
            One(Enum.GetValues<EfaContract>()), One(null, "nach Fällen"), new ContactPoint(One(null, "efa@land.example"), "https://efa.example.de/"), Day());
        IEfaOfferCommand command = state.Terms is null ? new PublishEfaOffer(terms) : chance.Next(8) == 0 ? new WithdrawEfaOffer() : new ChangeEfaOffer(terms);
        return EfaOfferDecider.Decide(state, command, new EfaOfferFacts(new HashSet<LeikaId> { LeikaId.Parse(ReferenceData.ResidenceLeika) }, Day()));
    }

    Decision Map(ModelMapping? state) => ModelMappingDecider.Decide(state, new PublishModelMapping(
        OfficialModels.Ozg11, OfficialModels.Ozg20, Enumerable.Range(0, 5).ToDictionary(level => level, level => chance.Next(3) == 0 ? null : (int?)level), null, Day()));

    DateOnly Day() => new DateOnly(2026, 5, 1).AddDays(chance.Next(20));

    DateOnly? Maybe(DateOnly day) => chance.Next(2) == 0 ? null : day;

    T One<T>(params T[] values) => values[chance.Next(values.Length)];
}

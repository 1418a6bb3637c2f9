using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Operations.Demo;

/// <summary>What makes units, Länder and services early or late, and when EfA services roll through a Land; pure functions of the seed.</summary>
/// <remarks>Days are counted from <see cref="SyntheticHistory.FirstDay"/>.</remarks>
readonly struct SyntheticPace(ulong seed)
{
    /// <summary>The day around which a unit of 5,000 inhabitants reaches level 3 where nothing makes it early or late.</summary>
    const int Midpoint = 2_150;

    /// <summary>Days that ten times as many inhabitants are ahead.</summary>
    const double AheadByMagnitude = 400;

    const double ServicesWithEfa = 0.22;
    const double StatesThatJoin = 0.7;

    /// <summary>When the cell reaches level 3 on average over all that chance does to it alone.</summary>
    public double MidpointOf(SyntheticUnit unit, SyntheticService service) =>
        Midpoint
        - (AheadByMagnitude * (unit.Magnitude - 3.7))
        + Between(ChanceTopic.State, (ulong)unit.StateIndex, 320)
        + Between(ChanceTopic.Unit, unit.Key, 260)
        + Between(ChanceTopic.Service, service.Key, 620)
        + (60 * Math.Min(6, Math.Max(0, service.LeikaIds.Count - 4)) / 6.0);

    /// <summary>When the unit first looked at all its services; large ones had to by 2019, small ones took their time.</summary>
    public int FirstInventoryOf(SyntheticUnit unit)
    {
        var chance = Chance.Of(seed, ChanceTopic.Unit, unit.Key, 1);
        return Math.Clamp((int)(560 - (240 * (unit.Magnitude - 3))) + chance.Below(260), 0, 1_300);
    }

    /// <summary>Id of the invented EfA offer of a service, if it has one.</summary>
    public static string OfferOf(OzgId service) => $"demo-efa-{service.Value}";

    /// <summary>The Land that provides it.</summary>
    public StateCode ProviderOf(SyntheticService service) => State(Chance.Of(seed, ChanceTopic.EfaService, service.Key, 1).Below(16));

    /// <summary>When the provider itself begins.</summary>
    public int BeginOf(SyntheticService service) => 950 + Chance.Of(seed, ChanceTopic.EfaService, service.Key, 2).Below(1_250);

    /// <summary>The first day of the roll-out in a Land and the share of units that join; null where there is none.</summary>
    public (int Begin, double Share)? WaveOf(SyntheticService service, int stateIndex)
    {
        if (!IsEfa(service)) return null;

        var chance = Chance.Of(seed, ChanceTopic.EfaState, service.Key, (ulong)stateIndex);
        var isProvider = State(stateIndex) == ProviderOf(service);
        if (!chance.Happens(StatesThatJoin) && !isProvider) return null;

        var begin = BeginOf(service) + (isProvider ? 0 : 90 + chance.Below(540));
        return (begin, 0.4 + (0.45 * chance.Share()));
    }

    bool IsEfa(SyntheticService service) =>
        service.MayBeEfa && Chance.Of(seed, ChanceTopic.EfaService, service.Key).Happens(ServicesWithEfa);

    double Between(ChanceTopic topic, ulong key, double most) => most * ((2 * Chance.Of(seed, topic, key).Share()) - 1);

    static StateCode State(int index) => StateCode.All[index];
}

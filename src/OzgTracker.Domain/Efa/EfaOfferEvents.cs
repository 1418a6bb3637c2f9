using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Efa;

/// <summary>Something that happened to an EfA offer (<i>Einer für Alle</i>); stream <c>efa-{offerId}</c>.</summary>
public interface IEfaOfferEvent : IDomainEvent;

/// <summary>The legal way on which others join (<i>Vertragsweg</i>).</summary>
public enum EfaContract
{
    /// <summary>FIT-Store.</summary>
    FitStore,

    /// <summary>EfA-Marktplatz of govdigital.</summary>
    EfaMarketplace,

    /// <summary>Verwaltungsabkommen.</summary>
    AdministrativeAgreement,

    /// <summary>Another way.</summary>
    Other,
}

/// <summary>What a Land offers to the others.</summary>
/// <param name="Provider">The Land that provides it (<i>Anbieterland</i>); an offer keeps it.</param>
/// <param name="Name">Name of the online service.</param>
/// <param name="Operator">The organisation that operates it (<i>Betreiber</i>).</param>
/// <param name="OzgIds">The OZG services that it covers, in the order of their ids.</param>
/// <param name="LeikaIds">The LeiKa services that it covers, in the order of their keys; null for all of those OZG services.</param>
/// <param name="Contract">The legal way on which others join.</param>
/// <param name="CostModel">How the costs are shared (<i>Kostenmodell</i>), in a few words.</param>
/// <param name="Contact">Whom to ask (<i>Ansprechstelle</i>): an office, never a person.</param>
/// <param name="Since">Since when others can join.</param>
public sealed record EfaOfferTerms(
    StateCode Provider,
    string Name,
    string Operator,
    IReadOnlyList<OzgId> OzgIds,
    IReadOnlyList<LeikaId>? LeikaIds,
    EfaContract Contract,
    string? CostModel,
    ContactPoint Contact,
    DateOnly Since)
{
    /// <summary>Equal by content, ids in order.</summary>
    public bool Equals(EfaOfferTerms? other) =>
        other is not null
        && (Provider, Name, Operator, Contract, CostModel, Contact, Since)
            == (other.Provider, other.Name, other.Operator, other.Contract, other.CostModel, other.Contact, other.Since)
        && OzgIds.SequenceEqual(other.OzgIds)
        && (LeikaIds ?? []).SequenceEqual(other.LeikaIds ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Provider, Name, Operator, Contract, CostModel, Contact, Since, OzgIds.Count);
}

/// <summary>A Land offers an online service to the others.</summary>
public sealed record EfaOfferPublished(EfaOfferTerms Terms) : IEfaOfferEvent;

/// <summary>An offer has other terms; they are complete and replace those before.</summary>
public sealed record EfaOfferChanged(EfaOfferTerms Terms) : IEfaOfferEvent;

/// <summary>Nobody can join an offer any more; connections that exist go on.</summary>
/// <param name="WithdrawnOn">First day on which it is no longer offered.</param>
public sealed record EfaOfferWithdrawn(DateOnly WithdrawnOn) : IEfaOfferEvent;

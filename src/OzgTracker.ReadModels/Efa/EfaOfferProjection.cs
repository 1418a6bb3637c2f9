using OzgTracker.Domain.Efa;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.efa_offer_v1</c>: EfA offers as they are now, also those that were withdrawn.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class EfaOfferProjection : EventProjection
{
    /// <summary>The table; <c>read.efa_offer</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Offers}";

    const string Offers = "efa_offer_v1";

    /// <summary>Says which events change what.</summary>
    public EfaOfferProjection()
        : base("efa_offer", version: 1)
    {
        Project<EfaOfferPublished>((e, ops) => Set(e, ops, e.Data.Terms));
        Project<EfaOfferChanged>((e, ops) => Set(e, ops, e.Data.Terms));
        Project<EfaOfferWithdrawn>((e, ops) => ops.QueueSqlCommand(
            $"update {Offers} set withdrawn_on = $3, version = $4, position = $2 where id = $1 and position < $2", Id(e), e.Sequence, e.Data.WithdrawnOn, e.Version));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Offers];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("efa_offer", Offers)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Offers} (
            id           varchar   not null primary key,
            provider     varchar   not null,
            name         varchar   not null,
            operator     varchar   not null,
            ozg_ids      varchar[] not null,
            leika_ids    varchar[] not null,
            contract     varchar   not null,
            cost_model   varchar,
            mailbox      varchar,
            contact_url  varchar,
            since        date      not null,
            withdrawn_on date,
            version      bigint    not null,
            position     bigint    not null
        );
        create index on {Offers} using gin (ozg_ids);
        create index on {Offers} (position);
        """;

    static void Set(IEvent e, IDocumentOperations ops, EfaOfferTerms terms) => ops.QueueSqlCommand(
        $"""
        insert into {Offers} as offer
               (id, position, provider, name, operator, ozg_ids, leika_ids, contract, cost_model, mailbox, contact_url, since, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (id) do update
           set provider = excluded.provider, name = excluded.name, operator = excluded.operator, ozg_ids = excluded.ozg_ids, leika_ids = excluded.leika_ids,
               contract = excluded.contract, cost_model = excluded.cost_model, mailbox = excluded.mailbox, contact_url = excluded.contact_url,
               since = excluded.since, version = excluded.version, position = excluded.position
         where offer.position < excluded.position
        """,
        Id(e), e.Sequence, terms.Provider.Value, terms.Name, terms.Operator,
        terms.OzgIds.Select(id => id.Value).ToArray(), (terms.LeikaIds ?? []).Select(id => id.Value).ToArray(), Codes.Text(terms.Contract),
        Sql.Text(terms.CostModel), Sql.Text(terms.Contact.Mailbox), Sql.Text(terms.Contact.Url), terms.Since, e.Version);

    static string Id(IEvent e) => e.StreamKey[EfaOffer.StreamPrefix.Length..];
}

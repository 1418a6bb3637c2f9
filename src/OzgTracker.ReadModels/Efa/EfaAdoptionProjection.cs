using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.efa_adoption_v1</c>: how far each unit is with each service of each EfA offer.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class EfaAdoptionProjection : EventProjection
{
    /// <summary>The table; <c>read.efa_adoption</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Adoptions}";

    const string Adoptions = "efa_adoption_v1";

    /// <summary>Says which events change what.</summary>
    public EfaAdoptionProjection()
        : base("efa_adoption", version: 1) => Project<EfaServiceAdopted>(Adopt);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Adoptions];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("efa_adoption", Adoptions)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Adoptions} (
            offer_id varchar not null,
            unit     varchar not null,
            ozg_id   varchar not null,
            stage    varchar not null,
            since    date    not null,
            position bigint  not null,
            primary key (offer_id, unit, ozg_id)
        );
        create index on {Adoptions} (unit);
        """;

    static void Adopt(IEvent<EfaServiceAdopted> e, IDocumentOperations ops)
    {
        if (!RolloutKey.TryParse(e.StreamKey, out var cell)) return;
        ops.QueueSqlCommand(
            $"""
            insert into {Adoptions} as adoption (offer_id, unit, ozg_id, stage, since, position)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (offer_id, unit, ozg_id) do update
               set stage = excluded.stage, since = excluded.since, position = excluded.position
             where adoption.position < excluded.position
            """,
            e.Data.OfferId, cell.Unit.Value, cell.Service.Value, Codes.Text(e.Data.Stage), e.Data.On, e.Sequence);
    }
}

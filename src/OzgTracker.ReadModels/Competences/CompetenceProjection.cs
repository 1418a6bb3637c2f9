using OzgTracker.Domain.Competences;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.competence_v1</c>: what Länder have declared on who executes a service; where a row is missing the default of <c>read.service</c> holds.</summary>
/// <remarks>A row is never changed by a later declaration, which has a day of its own.</remarks>
public sealed class CompetenceProjection : EventProjection
{
    /// <summary>The table; <c>read.competence</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Declarations}";

    const string Declarations = "competence_v1";

    /// <summary>Says which events change what.</summary>
    public CompetenceProjection()
        : base("competence", version: 1) => Project<CompetenceDeclared>(Declare);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Declarations];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("competence", Declarations)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Declarations} (
            ozg_id      varchar   not null,
            state       varchar   not null,
            valid_from  date      not null,
            executed_by varchar[] not null,   -- gemeinde, verband, kreis; empty: nobody local
            position    bigint    not null,
            primary key (ozg_id, state, valid_from)
        );
        create index on {Declarations} (position);
        """;

    static void Declare(IEvent<CompetenceDeclared> e, IDocumentOperations ops)
    {
        if (!CompetenceKey.TryParse(e.StreamKey, out var key)) return;
        ops.QueueSqlCommand(
            $"""
            insert into {Declarations} as competence (ozg_id, state, valid_from, executed_by, position)
            values ($1, $2, $3, $4, $5)
            on conflict (ozg_id, state, valid_from) do update
               set executed_by = excluded.executed_by, position = excluded.position
             where competence.position < excluded.position
            """,
            key.Service.Value, key.State.Value, e.Data.ValidFrom, e.Data.ExecutedBy.Select(Codes.Text).ToArray(), e.Sequence);
    }
}

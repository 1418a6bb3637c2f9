using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.target_v1</c>: the targets of the Länder as they are now, dropped ones included.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class TargetProjection : EventProjection
{
    /// <summary>The table; <c>read.target</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Targets}";

    const string Targets = "target_v1";

    /// <summary>Says which events change what.</summary>
    public TargetProjection()
        : base("target", version: 1)
    {
        Project<TargetSet>((e, ops) => ops.QueueSqlCommand(
            $"""
            insert into {Targets} (id, state, title, model, level, due_on, ozg_ids, tag, is_dropped, set_at, changed_at, version, position)
            values ($1, left($1, 2), $2, $3, $4, $5, $6, $7, false, $8, $8, $9, $10)
            on conflict (id) do nothing
            """,
            Id(e), e.Data.Title, e.Data.Model, (short)e.Data.Level, e.Data.By, Texts(e.Data.OzgIds), e.Data.Tag, e.Timestamp.UtcDateTime, e.Version, e.Sequence));
        Project<TargetRevised>((e, ops) => Update(
            e, ops, "title = $5, model = $6, level = $7, due_on = $8, ozg_ids = $9, tag = $10",
            e.Data.Title, e.Data.Model, (short)e.Data.Level, e.Data.By, Texts(e.Data.OzgIds), e.Data.Tag));
        Project<TargetDropped>((e, ops) => Update(e, ops, "is_dropped = true"));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Targets];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("target", Targets)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Targets} (
            id         varchar     not null primary key,
            state      varchar     not null,
            title      varchar     not null,
            model      varchar     not null,
            level      smallint    not null,
            due_on     date        not null,
            ozg_ids    varchar[]   not null,   -- empty where a tag names the services
            tag        varchar,
            is_dropped boolean     not null,
            set_at     timestamptz not null,
            changed_at timestamptz not null,
            version    bigint      not null,
            position   bigint      not null
        );
        """;

    static void Update(IEvent e, IDocumentOperations ops, string assignments, params object?[] values) => ops.QueueSqlCommand(
        $"""
        update {Targets}
           set {assignments}, changed_at = $3, version = $4, position = $2
         where id = $1
           and position < $2
        """,
        [Id(e), e.Sequence, e.Timestamp.UtcDateTime, e.Version, .. values]);

    static string[] Texts(IReadOnlyList<Domain.Catalogue.OzgId>? ids) => [.. (ids ?? []).Select(id => id.Value)];

    static string Id(IEvent e) => e.StreamKey[TargetKey.StreamPrefix.Length..];
}

using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.service_v2</c>: the OZG catalogue as it is now, with its LeiKa services in <c>read.leika_service_v2</c>.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class ServiceProjection : EventProjection
{
    /// <summary>The services; <c>read.service</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Services}";

    const string Services = "service_v2";

    /// <summary>Their LeiKa services; <c>read.leika_service</c> is a view of the current version.</summary>
    public const string LeikaTable = $"{Projection.InService}.{LeikaServices}";

    const string LeikaServices = "leika_service_v2";

    /// <summary>Says which events change what.</summary>
    public ServiceProjection()
        : base("service", version: 2)
    {
        Project<ServiceCatalogued>(Catalogue);
        Project<ServiceRenamed>((e, ops) => Update(e, ops, "name = $3, search = $4", e.Data.Name, SearchText.Fold(e.Data.Name)));
        Project<ServiceReclassified>((e, ops) => Update(
            e, ops, "topic_area = $3, situation = $4, situation_kind = $5, types = $6, municipal_execution = $7, executed_by = $8", Columns(e.Data.Classification)));
        Project<LeikaServicesAssigned>(AssignLeika);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [LeikaServices, Services];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("service", Services), ("leika_service", LeikaServices)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Services} (
            ozg_id              varchar   not null primary key,
            name                varchar   not null,
            topic_area          varchar   not null,
            situation           varchar   not null,
            situation_kind      varchar   not null,
            types               varchar[] not null,
            tags                varchar[] not null default array[]::varchar[],
            municipal_execution varchar   not null,
            leika_count         integer   not null default 0,
            search              varchar   not null,
            position            bigint    not null,
            executed_by         varchar[] not null   -- where a Land has declared nothing; see read.competence
        );
        create table {LeikaServices} (
            ozg_id   varchar not null,
            leika_id varchar not null,
            name     varchar not null,
            type     varchar not null,
            primary key (ozg_id, leika_id)
        );
        create index on {LeikaServices} (leika_id);
        create index on {Services} (position);
        """;

    static void Catalogue(IEvent<ServiceCatalogued> e, IDocumentOperations ops) => ops.QueueSqlCommand(
        $"""
        insert into {Services} (ozg_id, position, name, search, topic_area, situation, situation_kind, types, municipal_execution, executed_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (ozg_id) do nothing
        """,
        [Id(e), e.Sequence, e.Data.Name, SearchText.Fold(e.Data.Name), .. Columns(e.Data.Classification)]);

    static void AssignLeika(IEvent<LeikaServicesAssigned> e, IDocumentOperations ops)
    {
        var services = e.Data.LeikaServices;
        ops.QueueSqlCommand($"delete from {LeikaServices} where ozg_id = $1 and exists (select from {Services} where ozg_id = $1 and position <= $2)", Id(e), e.Sequence);
        ops.QueueSqlCommand(
            $"""
            insert into {LeikaServices} (ozg_id, leika_id, name, type)
            select $1, leika.id, leika.name, leika.type
              from unnest($3::varchar[], $4::varchar[], $5::varchar[]) as leika (id, name, type)
             where exists (select from {Services} where ozg_id = $1 and position <= $2)
            on conflict do nothing
            """,
            Id(e), e.Sequence, services.Select(s => s.LeikaId.Value).ToArray(), services.Select(s => s.Name).ToArray(), services.Select(s => s.Type).ToArray());
        Update(e, ops, "leika_count = $3", services.Count);
    }

    static object?[] Columns(Classification place) =>
    [
        place.TopicArea, place.Situation, Codes.Text(place.SituationKind), place.Types.ToArray(), Codes.Text(place.MunicipalExecution),
        Executors.DefaultFor(place.Types).Kinds.Select(Codes.Text).ToArray(),
    ];

    static void Update(IEvent e, IDocumentOperations ops, string assignments, params object?[] values) => ops.QueueSqlCommand(
        $"""
        update {Services}
           set {assignments}, position = $2
         where ozg_id = $1
           and position < $2
        """,
        [Id(e), e.Sequence, .. values]);

    static string Id(IEvent e) => e.StreamKey[Service.StreamPrefix.Length..];
}

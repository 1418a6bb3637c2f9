using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.service_v2</c>: the OZG catalogue as it is now, with its LeiKa services and the programmes that it belongs to.</summary>
/// <remarks>
/// Rows only move forward in <c>position</c>, so replaying a page is harmless. A read model has no clock: <c>tags</c> holds the programmes without a last day,
/// also those that begin later; <c>service_tag</c> has all of them with their days.
/// </remarks>
public sealed class ServiceProjection : EventProjection
{
    /// <summary>The services; <c>read.service</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Services}";

    const string Services = "service_v2";

    /// <summary>Their LeiKa services; <c>read.leika_service</c> is a view of the current version.</summary>
    public const string LeikaTable = $"{Projection.InService}.{LeikaServices}";

    const string LeikaServices = "leika_service_v2";

    /// <summary>Their programmes, also those that have ended; <c>read.service_tag</c> is a view of the current version.</summary>
    public const string TagTable = $"{Projection.InService}.{ServiceTags}";

    const string ServiceTags = "service_tag_v2";

    /// <summary>Says which events change what.</summary>
    public ServiceProjection()
        : base("service", version: 2)
    {
        Project<ServiceCatalogued>(Catalogue);
        Project<ServiceRenamed>((e, ops) => Update(e, ops, "name = $3, search = $4", e.Data.Name, SearchText.Fold(e.Data.Name)));
        Project<ServiceReclassified>((e, ops) => Update(
            e, ops, "topic_area = $3, situation = $4, situation_kind = $5, types = $6, municipal_execution = $7, executed_by = $8", Columns(e.Data.Classification)));
        Project<LeikaServicesAssigned>(AssignLeika);
        Project<ServiceTagged>(Tag);
        Project<ServiceUntagged>(Untag);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [LeikaServices, ServiceTags, Services];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("service", Services), ("leika_service", LeikaServices), ("service_tag", ServiceTags)];

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
        create table {ServiceTags} (
            ozg_id     varchar not null,
            tag        varchar not null,
            valid_from date,
            valid_to   date,
            source     varchar not null,
            primary key (ozg_id, tag)
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

    static void Tag(IEvent<ServiceTagged> e, IDocumentOperations ops)
    {
        ops.QueueSqlCommand(
            $"""
            insert into {ServiceTags} (ozg_id, tag, valid_from, valid_to, source)
            select $1, $3, $4, $5, $6
             where exists (select from {Services} where ozg_id = $1 and position <= $2)
            on conflict (ozg_id, tag) do update
               set valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source
            """,
            Id(e), e.Sequence, e.Data.Tag, Day(e.Data.ValidFrom), Day(e.Data.ValidTo), e.Data.Source);
        UpdateTags(e, ops);
    }

    static void Untag(IEvent<ServiceUntagged> e, IDocumentOperations ops)
    {
        const string Condition = $"ozg_id = $1 and tag = $3 and exists (select from {Services} where ozg_id = $1 and position <= $2)";
        if (e.Data.ValidTo is null) ops.QueueSqlCommand($"delete from {ServiceTags} where {Condition}", Id(e), e.Sequence, e.Data.Tag);
        else ops.QueueSqlCommand($"update {ServiceTags} set valid_to = $4 where {Condition}", Id(e), e.Sequence, e.Data.Tag, e.Data.ValidTo);
        UpdateTags(e, ops);
    }

    static void UpdateTags(IEvent e, IDocumentOperations ops) => Update(
        e, ops, $"tags = array(select tag from {ServiceTags} where ozg_id = $1 and valid_to is null order by tag collate \"C\")");

    static NpgsqlParameter Day(DateOnly? day) => Sql.Value(day, NpgsqlDbType.Date);

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

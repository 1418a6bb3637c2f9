using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read models of reporting units and gemeindefreie Gebiete: as they are now, as they were on each day, and who succeeded whom.</summary>
/// <remarks>
/// Rows only move forward in <c>position</c>, so replaying a page is harmless. A period ends when an event of a later day arrives; events of one file share a period, and so does a
/// correction of a file by another of the same day.
/// </remarks>
public sealed class MunicipalityProjection : EventProjection
{
    /// <summary>A row per unit, also of those that have ended; <c>read.municipality</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Units}";

    /// <summary>A row per unit and stretch of days with the same facts.</summary>
    public const string PeriodTable = $"{Projection.InService}.{Periods}";

    /// <summary>A row per dissolved unit and successor.</summary>
    public const string LineageTable = $"{Projection.InService}.{Lineage}";

    const string Units = "municipality_v2";
    const string Periods = "municipality_period_v1";
    const string Lineage = "municipality_lineage_v1";

    /// <summary>What a period has besides its days, without what an event changes.</summary>
    static readonly string[] Facts =
        ["ags", "ars", "name", "short_name", "kind", "designation", "state", "district", "association", "population", "area_ha", "search"];

    /// <summary>Says which events change what.</summary>
    public MunicipalityProjection()
        : base("municipality", version: 2)
    {
        Project<MunicipalityRegistered>(Register);
        Project<MunicipalityRenamed>((e, ops) => Update(
            e, ops, e.Data.ValidFrom,
            ("name", e.Data.Name), ("short_name", e.Data.ShortName), ("designation", Codes.Text(e.Data.Designation)), ("search", SearchText.Fold(e.Data.Name))));
        Project<KeyChanged>((e, ops) => Update(
            e, ops, e.Data.ValidFrom,
            ("ags", e.Data.Ags?.Value), ("ars", e.Data.Ars.Value), ("state", e.Data.Ars.Value[..2]), ("district", e.Data.District)));
        Project<AssociationChanged>((e, ops) => Update(e, ops, e.Data.ValidFrom, ("association", e.Data.Association?.Value)));
        Project<PopulationUpdated>((e, ops) => Update(e, ops, e.Data.AsOf, ("population", e.Data.Population), ("area_ha", e.Data.AreaHa)));
        Project<MunicipalityMerged>((e, ops) =>
        {
            End(e, ops, e.Data.ValidFrom);
            Succeed(e, ops, new SuccessorPart(e.Data.Into, 1, null), e.Data.ValidFrom);
        });
        Project<MunicipalitySplit>((e, ops) =>
        {
            End(e, ops, e.Data.ValidFrom);
            foreach (var part in e.Data.Parts) Succeed(e, ops, part, e.Data.ValidFrom);
        });
        Project<MunicipalityDissolved>((e, ops) => End(e, ops, e.Data.ValidFrom));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Units, Periods, Lineage];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views =>
        [("municipality", Units), ("municipality_period", Periods), ("municipality_lineage", Lineage)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Units} (
            id           varchar not null primary key,
            ags          varchar,
            ars          varchar not null,
            name         varchar not null,
            short_name   varchar not null,
            kind         varchar not null,
            designation  varchar not null,
            state        varchar not null,
            district     varchar,
            association  varchar,
            population   integer not null,
            area_ha      integer,
            as_of        date    not null,
            valid_from   date,
            valid_to     date,
            search       varchar not null,
            position     bigint  not null,
            dissolved_on date
        );
        create index on {Units} (ags);
        create index on {Units} (ars);
        create index on {Units} (association);
        create index on {Units} (position);
        create table {Periods} (
            id           varchar not null,
            valid_from   date,
            valid_to     date,
            ags          varchar,
            ars          varchar not null,
            name         varchar not null,
            short_name   varchar not null,
            kind         varchar not null,
            designation  varchar not null,
            state        varchar not null,
            district     varchar,
            association  varchar,
            population   integer not null,
            area_ha      integer,
            as_of        date    not null,
            search       varchar not null,
            position     bigint  not null,
            unique nulls not distinct (id, valid_from)
        );
        create index on {Periods} (ags);
        create index on {Periods} (ars);
        create table {Lineage} (
            predecessor varchar not null,
            successor   varchar not null,
            share       numeric not null,
            area_ha     integer,
            since       date    not null,
            position    bigint  not null,
            primary key (predecessor, successor)
        );
        create index on {Lineage} (successor);
        """;

    /// <summary>The first period begins with the unit; both rows stay when they are there.</summary>
    static void Register(IEvent<MunicipalityRegistered> e, IDocumentOperations ops)
    {
        var id = Id(e);
        ops.QueueSqlCommand($"""
            with registered as (
                insert into {Units}
                       (id, ags, ars, name, short_name, kind, designation, state, district, association, population, area_ha, as_of, valid_from, search, position)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                on conflict (id) do nothing
                returning *
            )
            insert into {Periods} ({string.Join(", ", Facts)}, id, valid_from, as_of, position)
            select {string.Join(", ", Facts)}, id, valid_from, as_of, position
              from registered
            """,
            id, e.Data.Ags?.Value, e.Data.Ars.Value, e.Data.Name, e.Data.ShortName, Codes.Text(e.Data.Kind), Codes.Text(e.Data.Designation), id[..2],
            e.Data.District, e.Data.Association?.Value, e.Data.Population, e.Data.AreaHa, e.Data.AsOf, e.Data.ValidFrom, SearchText.Fold(e.Data.Name), e.Sequence);
    }

    /// <summary>Changes the unit, and its open period when that is of the same day; else the period ends and another begins.</summary>
    static void Update(IEvent e, IDocumentOperations ops, DateOnly day, params (string Column, object? Value)[] changes)
    {
        object?[] values = [Id(e), e.Sequence, day, .. changes.Select(change => change.Value)];
        var assignments = string.Join(", ", changes.Select((change, number) => $"{change.Column} = ${number + 4}"));
        ops.QueueSqlCommand(
            $"""
            update {Units}
               set {assignments}, as_of = $3, position = $2
             where id = $1
               and position < $2
            """,
            values);
        ops.QueueSqlCommand(
            $"""
            update {Periods}
               set {assignments}, as_of = $3, position = $2
             where id = $1
               and valid_to is null
               and as_of >= $3
               and position < $2
            """,
            values);
        var kept = Facts.Except(changes.Select(change => change.Column), StringComparer.Ordinal).ToArray();
        ops.QueueSqlCommand(
            $"""
            with ended as (
                update {Periods}
                   set valid_to = $3::date - 1, position = $2
                 where id = $1
                   and valid_to is null
                   and as_of < $3
                   and position < $2
                returning *
            )
            insert into {Periods} (id, position, valid_from, as_of, {string.Join(", ", changes.Select(change => change.Column).Concat(kept))})
            select id, $2, $3, $3, {string.Join(", ", changes.Select((change, number) => $"${number + 4}::{TypeOf(change.Column)}").Concat(kept))}
              from ended
            """,
            values);
    }

    /// <summary>A null says nothing of its type, and a select list does not either.</summary>
    static string TypeOf(string column) => column is "population" or "area_ha" ? "integer" : "varchar";

    static void End(IEvent e, IDocumentOperations ops, DateOnly day)
    {
        ops.QueueSqlCommand(
            $"""
            update {Units}
               set dissolved_on = $3, valid_to = $3::date - 1, position = $2
             where id = $1
               and position < $2
            """,
            Id(e), e.Sequence, day);
        ops.QueueSqlCommand(
            $"""
            update {Periods}
               set valid_to = $3::date - 1, position = $2
             where id = $1
               and valid_to is null
               and position < $2
            """,
            Id(e), e.Sequence, day);
    }

    /// <summary>The part of a unit that was merged is all of it.</summary>
    static void Succeed(IEvent e, IDocumentOperations ops, SuccessorPart part, DateOnly day) => ops.QueueSqlCommand(
        $"""
        insert into {Lineage} (predecessor, successor, share, area_ha, since, position)
        select id, $2, $3, coalesce($4, area_ha), $5, $6
          from {Units}
         where id = $1
        on conflict (predecessor, successor) do nothing
        """,
        Id(e), part.Successor.Value, part.Share, part.AreaHa, day, e.Sequence);

    static string Id(IEvent e) => e.StreamKey[Municipality.StreamPrefix.Length..];
}

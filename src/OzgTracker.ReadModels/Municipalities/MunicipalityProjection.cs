using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.municipality_v1</c>: every reporting unit and gemeindefreies Gebiet as it is now.</summary>
/// <remarks>Rows only move forward in <c>position</c>, so replaying a page is harmless.</remarks>
public sealed class MunicipalityProjection : EventProjection
{
    /// <summary>The table; <c>read.municipality</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Units}";

    const string Units = "municipality_v1";

    /// <summary>Says which events change what.</summary>
    public MunicipalityProjection()
        : base("municipality", version: 1)
    {
        Project<MunicipalityRegistered>(Register);
        Project<MunicipalityRenamed>((e, ops) => Update(
            e, ops, "name = $3, short_name = $4, designation = $5, search = $6, as_of = $7",
            e.Data.Name, e.Data.ShortName, Codes.Text(e.Data.Designation), SearchText.Fold(e.Data.Name), e.Data.ValidFrom));
        Project<KeyChanged>((e, ops) => Update(
            e, ops, "ags = $3, ars = $4, district = $5, as_of = $6", e.Data.Ags?.Value, e.Data.Ars.Value, e.Data.District, e.Data.ValidFrom));
        Project<AssociationChanged>((e, ops) => Update(e, ops, "association = $3, as_of = $4", e.Data.Association?.Value, e.Data.ValidFrom));
        Project<PopulationUpdated>((e, ops) => Update(
            e, ops, "population = $3, area_ha = $4, as_of = $5", e.Data.Population, e.Data.AreaHa, e.Data.AsOf));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Units];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("municipality", Units)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Units} (
            id          varchar not null primary key,
            ags         varchar,
            ars         varchar not null,
            name        varchar not null,
            short_name  varchar not null,
            kind        varchar not null,
            designation varchar not null,
            state       varchar not null,
            district    varchar,
            association varchar,
            population  integer not null,
            area_ha     integer,
            as_of       date    not null,
            valid_from  date,
            valid_to    date,
            search      varchar not null,
            position    bigint  not null
        );
        create index on {Units} (ags);
        create index on {Units} (ars);
        create index on {Units} (association);
        create index on {Units} (position);
        """;

    static void Register(IEvent<MunicipalityRegistered> e, IDocumentOperations ops)
    {
        var id = Id(e);
        ops.QueueSqlCommand($"""
            insert into {Units} as unit
                   (id, ags, ars, name, short_name, kind, designation, state, district, association, population, area_ha, as_of, valid_from, search, position)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict (id) do nothing
            """,
            id, e.Data.Ags?.Value, e.Data.Ars.Value, e.Data.Name, e.Data.ShortName, Codes.Text(e.Data.Kind), Codes.Text(e.Data.Designation), id[..2],
            e.Data.District, e.Data.Association?.Value, e.Data.Population, e.Data.AreaHa, e.Data.AsOf, e.Data.ValidFrom, SearchText.Fold(e.Data.Name), e.Sequence);
    }

    static void Update(IEvent e, IDocumentOperations ops, string assignments, params object?[] values) => ops.QueueSqlCommand(
        $"""
        update {Units}
           set {assignments}, position = $2
         where id = $1
           and position < $2
        """,
        [Id(e), e.Sequence, .. values]);

    static string Id(IEvent e) => e.StreamKey[Municipality.StreamPrefix.Length..];
}

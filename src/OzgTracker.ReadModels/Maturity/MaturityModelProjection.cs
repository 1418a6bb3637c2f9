using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.maturity_model_v1</c>: the published maturity models.</summary>
public sealed class MaturityModelProjection : EventProjection
{
    /// <summary>The table; <c>read.maturity_model</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Models}";

    const string Models = "maturity_model_v1";

    /// <summary>Says which events change what.</summary>
    public MaturityModelProjection()
        : base("maturity_model", version: 1) =>
        Project<MaturityModelPublished>((e, ops) => ops.QueueSqlCommand(
            $"""
            insert into {Models} as model (id, conformity_threshold, definition, position)
            values ($1, $2, $3, $4)
            on conflict (id) do update
               set conformity_threshold = excluded.conformity_threshold, definition = excluded.definition, position = excluded.position
             where model.position < excluded.position
            """,
            e.Data.Model.Id,
            (short)e.Data.Model.ConformityThreshold,
            new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(e.Data.Model, DomainJson.Default.MaturityModel), NpgsqlDbType = NpgsqlDbType.Jsonb },
            e.Sequence));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Models];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("maturity_model", Models)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Models} (
            id                   varchar  not null primary key,
            conformity_threshold smallint not null,
            definition           jsonb    not null,
            position             bigint   not null
        );
        """;
}

using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Read model <c>read.model_mapping_v1</c>: every version of every mapping between two maturity models.</summary>
/// <remarks>A version is never changed, so replaying a page is harmless.</remarks>
public sealed class ModelMappingProjection : EventProjection
{
    /// <summary>The table; <c>read.model_mapping</c> is a view of the current version.</summary>
    public const string Table = $"{Projection.InService}.{Mappings}";

    const string Mappings = "model_mapping_v1";

    /// <summary>Says which events change what.</summary>
    public ModelMappingProjection()
        : base("model_mapping", version: 1) =>
        Project<ModelMappingPublished>((e, ops) => ops.QueueSqlCommand(
            $"""
            insert into {Mappings} (from_model, to_model, version, valid_from, definition, position)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (from_model, to_model, version) do nothing
            """,
            e.Data.From, e.Data.To, e.Data.Version, e.Data.ValidFrom,
            new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(e.Data, DomainJson.Default.ModelMappingPublished), NpgsqlDbType = NpgsqlDbType.Jsonb },
            e.Sequence));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables => [Mappings];

    /// <inheritdoc/>
    public override IReadOnlyList<(string View, string Table)> Views => [("model_mapping", Mappings)];

    /// <inheritdoc/>
    public override string Schema => $"""
        create table {Mappings} (
            from_model varchar not null,
            to_model   varchar not null,
            version    integer not null,
            valid_from date    not null,
            definition jsonb   not null,
            position   bigint  not null,
            primary key (from_model, to_model, version)
        );
        """;
}

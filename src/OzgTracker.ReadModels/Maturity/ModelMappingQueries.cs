using System.Text.Json;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.ReadModels;

/// <summary>Questions to <see cref="ModelMappingProjection"/>.</summary>
public static class ModelMappingQueries
{
    internal const string AllSql = $"select definition from {ModelMappingProjection.Table} order by from_model, to_model, version";

    const string CurrentSql = $"""
        select distinct on (to_model collate "C") definition
          from {ModelMappingProjection.Table}
         where from_model = $1
           and ($2 is null or to_model collate "C" > $2)
         order by to_model collate "C", version desc
         limit $3
        """;

    /// <summary>The last version of each mapping of a model, in the order of the models that it is mapped to.</summary>
    /// <param name="afterModel">Last model of the page before.</param>
    public static Task<IReadOnlyList<ModelMapping>> Of(NpgsqlDataSource source, string fromModel, string? afterModel, int limit, CancellationToken ct) =>
        source.Rows(CurrentSql, [Sql.Text(fromModel), Sql.Text(afterModel), Sql.Number(limit)], Read, ct);

    internal static ModelMapping Read(NpgsqlDataReader reader) =>
        ModelMapping.Evolve(null, JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), DomainJson.Default.ModelMappingPublished)!);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace OzgTracker.Operations.Demo;

/// <summary>Which synthetic Germany a database holds: written before its first stream, so that a load that was cut off goes on with the same cells.</summary>
/// <param name="Seed">As it was asked for.</param>
/// <param name="Transitions">As it was asked for.</param>
/// <param name="Share">The share of the cells that follows from both and from the reference data of that day.</param>
sealed partial record SyntheticPlan(ulong Seed, long? Transitions, double Share)
{
    const string Setting = "synthetic-germany";

    /// <summary>The command that loads it.</summary>
    [JsonIgnore]
    public string Command => string.Create(
        CultureInfo.InvariantCulture, $"ozg demo --full --seed {Seed}{(Transitions is { } wanted ? $" --transitions {wanted}" : "")}");

    /// <summary>The one of a database; null where there is none.</summary>
    public static async Task<SyntheticPlan?> FindAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select value from ozg.setting where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
        return await command.ExecuteScalarAsync(ct) is string text ? JsonSerializer.Deserialize(text, PlanJson.Default.SyntheticPlan) : null;
    }

    /// <summary>Writes this one unless another process was faster.</summary>
    /// <returns>The one that counts.</returns>
    public async Task<SyntheticPlan> KeepAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using (var command = source.CreateCommand("insert into ozg.setting (name, value) values ($1, $2) on conflict (name) do nothing"))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Setting });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(this, PlanJson.Default.SyntheticPlan) });
            await command.ExecuteNonQueryAsync(ct);
        }

        return await FindAsync(source, ct) ?? this;
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(SyntheticPlan))]
    sealed partial class PlanJson : JsonSerializerContext;
}

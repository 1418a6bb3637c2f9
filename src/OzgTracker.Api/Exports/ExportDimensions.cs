using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>What rows of cells share: the columns of a unit and of a service, rendered once, and the thresholds of maturity models. All of one state.</summary>
sealed class ExportDimensions
{
    const string UnitsSql = $"select id, ags, ars, name, state, district, kind, population from {MunicipalityProjection.Table}";

    const string ServicesSql = $"select ozg_id, name, topic_area from {ServiceProjection.Table}";

    const string ModelsSql = $"select id, conformity_threshold from {MaturityModelProjection.Table}";

    readonly Dictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> units;
    readonly Dictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> services;
    readonly List<(byte[] Id, int Threshold)> models;
    (byte[] Key, byte[]? Values) lastUnit = ([], null);

    ExportDimensions(Dictionary<string, byte[]> units, Dictionary<string, byte[]> services, List<(byte[], int)> models) =>
        (this.units, this.services, this.models) = (units.GetAlternateLookup<ReadOnlySpan<char>>(), services.GetAlternateLookup<ReadOnlySpan<char>>(), models);

    /// <summary>A unit in its columns.</summary>
    public sealed record Unit(string Id, string? Ags, string Ars, string Name, string State, string? District, string Kind, int Population);

    /// <summary>A service in its columns.</summary>
    public sealed record Service(string OzgId, string Name, string TopicArea);

    /// <param name="unit">Renders a unit.</param>
    /// <param name="service">Renders a service.</param>
    public static async Task<ExportDimensions> ReadAsync(ExportSnapshot snapshot, Func<Unit, byte[]> unit, Func<Service, byte[]> service, CancellationToken ct)
    {
        var units = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var reader in snapshot.RowsAsync(UnitsSql, ct))
        {
            units[reader.GetString(0)] = unit(new Unit(
                reader.GetString(0), TextOrNull(reader, 1), reader.GetString(2), reader.GetString(3), reader.GetString(4), TextOrNull(reader, 5), reader.GetString(6), reader.GetInt32(7)));
        }

        var services = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var reader in snapshot.RowsAsync(ServicesSql, ct))
            services[reader.GetString(0)] = service(new Service(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        var models = new List<(byte[], int)>();
        await foreach (var reader in snapshot.RowsAsync(ModelsSql, ct)) models.Add((System.Text.Encoding.UTF8.GetBytes(reader.GetString(0)), reader.GetInt16(1)));
        return new ExportDimensions(units, services, models);
    }

    /// <summary>The rendered columns of a unit; rows of one unit come one after the other.</summary>
    public byte[] UnitOf(ReadOnlySpan<byte> id)
    {
        if (lastUnit.Values is not null && id.SequenceEqual(lastUnit.Key)) return lastUnit.Values;
        lastUnit = (id.ToArray(), Find(units, id));
        return lastUnit.Values!;
    }

    /// <summary>The rendered columns of a service.</summary>
    public byte[] ServiceOf(ReadOnlySpan<byte> id) => Find(services, id);

    /// <summary>Whether a level is conform in a model; null without a level.</summary>
    public bool? IsConform(ReadOnlySpan<byte> model, int? level)
    {
        if (level is null) return null;
        foreach (var (id, threshold) in models)
            if (model.SequenceEqual(id))
                return level >= threshold;
        return null;
    }

    /// <summary>Keys are ASCII. Cells of units and services that are not known do not exist in one state of the read models.</summary>
    static byte[] Find(Dictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> index, ReadOnlySpan<byte> id)
    {
        Span<char> key = stackalloc char[64];
        if (id.Length > key.Length) throw new InvalidDataException("A key is too long.");
        for (var i = 0; i < id.Length; i++) key[i] = (char)id[i];
        return index.TryGetValue(key[..id.Length], out var values) ? values : throw new InvalidDataException($"Nothing is known of {key[..id.Length]} yet.");
    }

    static string? TextOrNull(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>Codes of enums in UTF-8, by their numbers.</summary>
static class CodeBytes
{
    public static byte[][] Of<TEnum>()
        where TEnum : struct, Enum => [.. Codes.All<TEnum>().Select(System.Text.Encoding.UTF8.GetBytes)];
}

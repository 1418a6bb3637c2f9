using System.Collections.Frozen;
using System.Text.Json;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>A unit as commands and access checks need it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Ags">Its present AGS.</param>
/// <param name="Ars">Its present ARS.</param>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="ShortName">The name as people say it.</param>
/// <param name="State">Two digits.</param>
/// <param name="Population">Inhabitants.</param>
public sealed record KnownUnit(UnitId Id, string? Ags, string Ars, UnitKind Kind, string ShortName, string State, int Population);

/// <summary>A service as commands need it.</summary>
/// <param name="Id">Its OZG id.</param>
/// <param name="Name">Its name.</param>
/// <param name="LeikaIds">Its LeiKa services.</param>
public sealed record KnownService(OzgId Id, string Name, IReadOnlySet<LeikaId> LeikaIds);

/// <summary>An EfA offer as commands need it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Provider">The Land that provides it, two digits.</param>
/// <param name="OzgIds">The OZG services that it covers.</param>
/// <param name="WithdrawnOn">Null while others can join.</param>
public sealed record KnownOffer(string Id, string Provider, IReadOnlySet<OzgId> OzgIds, DateOnly? WithdrawnOn);

/// <summary>Units, services and maturity models in memory: what every request looks up first.</summary>
/// <remarks>
/// A snapshot of the read models, exchanged whole when one of them has moved. A unit that was imported a moment ago by another process is found,
/// because a miss looks again whether the tables have moved. Misses that come together share one look, and between two looks lies
/// <see cref="BetweenLooks"/>, so a flood of unknown keys costs the database ten index look-ups a second.
/// </remarks>
public sealed class Registry(NpgsqlDataSource source, TimeProvider clock) : IDisposable
{
    /// <summary>From the beginning of one look at the tables to the next; a miss waits for it.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    readonly SemaphoreSlim loading = new(1);
    Snapshot current = Snapshot.Empty;
    long lastLook = long.MinValue;

    /// <summary>The unit with this id, AGS or ARS; null when nobody has it.</summary>
    public async ValueTask<KnownUnit?> FindUnit(string key, CancellationToken ct)
    {
        if (current.Units.TryGetValue(key, out var unit)) return unit;
        await RefreshAsync(ct);
        return current.Units.GetValueOrDefault(key);
    }

    /// <summary>The service with this id; null when the catalogue does not have it.</summary>
    public async ValueTask<KnownService?> FindService(string ozgId, CancellationToken ct)
    {
        if (current.Services.TryGetValue(ozgId, out var service)) return service;
        await RefreshAsync(ct);
        return current.Services.GetValueOrDefault(ozgId);
    }

    /// <summary>The published model with this id; null when there is none.</summary>
    public async ValueTask<MaturityModel?> FindModel(string modelId, CancellationToken ct)
    {
        if (current.Models.TryGetValue(modelId, out var model)) return model;
        await RefreshAsync(ct);
        return current.Models.GetValueOrDefault(modelId);
    }

    /// <summary>All published models, by id.</summary>
    public async ValueTask<IReadOnlyCollection<MaturityModel>> AllModels(CancellationToken ct)
    {
        if (current.Models.Count == 0) await RefreshAsync(ct);
        return [.. current.Models.Values.OrderBy(model => model.Id, StringComparer.Ordinal)];
    }

    /// <summary>The EfA offer with this id, also one that was withdrawn; null when nobody has published it.</summary>
    public async ValueTask<KnownOffer?> FindOffer(string offerId, CancellationToken ct)
    {
        if (current.Offers.TryGetValue(offerId, out var offer)) return offer;
        await RefreshAsync(ct);
        return current.Offers.GetValueOrDefault(offerId);
    }

    /// <summary>The last version of a mapping between two models that is to be used on a day; null when there is none.</summary>
    /// <param name="day">The last version of all when absent.</param>
    /// <remarks>That there is none is the normal case, so a miss looks at nothing: a mapping is found once the registry has been refreshed.</remarks>
    public async ValueTask<ModelMapping?> FindMapping(string from, string to, DateOnly? day, CancellationToken ct)
    {
        if (ReferenceEquals(current, Snapshot.Empty)) await RefreshAsync(ct);
        return current.Mappings[(from, to)].LastOrDefault(mapping => day is null || mapping.ValidFrom <= day);
    }

    /// <summary>Loads anew when a table has moved; returns after a look that began after the call.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var called = clock.GetTimestamp();
        await loading.WaitAsync(ct);
        try
        {
            if (lastLook > called) return;
            if (lastLook != long.MinValue && BetweenLooks - clock.GetElapsedTime(lastLook) is { Ticks: > 0 } pause) await Task.Delay(pause, clock, ct);

            var began = clock.GetTimestamp();
            var stamp = await Stamp(ct);
            if (stamp != current.Stamp) current = await Load(stamp, ct);
            lastLook = began;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => loading.Dispose();

    const string StampSql = $"""
        select coalesce((select max(position) from {MunicipalityProjection.Table}), 0),
               coalesce((select max(position) from {ServiceProjection.Table}), 0),
               coalesce((select max(position) from {MaturityModelProjection.Table}), 0),
               coalesce((select max(position) from {ModelMappingProjection.Table}), 0),
               coalesce((select max(position) from {EfaOfferProjection.Table}), 0)
        """;

    const string UnitsSql = $"select id, ags, ars, kind, short_name, state, population from {MunicipalityProjection.Table}";

    const string ServicesSql = $"""
        select service.ozg_id, service.name, array(select leika_id from {ServiceProjection.LeikaTable} as leika where leika.ozg_id = service.ozg_id)
          from {ServiceProjection.Table} as service
        """;

    const string ModelsSql = $"select definition from {MaturityModelProjection.Table}";

    const string OffersSql = $"select id, provider, ozg_ids, withdrawn_on from {EfaOfferProjection.Table}";

    async Task<(long Units, long Services, long Models, long Mappings, long Offers)> Stamp(CancellationToken ct)
    {
        await using var command = source.CreateCommand(StampSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    async Task<Snapshot> Load((long, long, long, long, long) stamp, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        foreach (var sql in (string[])[UnitsSql, ServicesSql, ModelsSql, ModelMappingQueries.AllSql, OffersSql]) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(ct);

        var units = new Dictionary<string, KnownUnit>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) AddUnit(units, Unit(reader));

        await reader.NextResultAsync(ct);
        var services = new Dictionary<string, KnownService>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var leikaIds = reader.GetFieldValue<string[]>(2).Select(LeikaId.Parse).ToHashSet();
            services.Add(reader.GetString(0), new KnownService(OzgId.Parse(reader.GetString(0)), reader.GetString(1), leikaIds));
        }

        await reader.NextResultAsync(ct);
        var models = new Dictionary<string, MaturityModel>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var model = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), DomainJson.Default.MaturityModel)!;
            models.Add(model.Id, model);
        }

        await reader.NextResultAsync(ct);
        var mappings = new List<ModelMapping>();
        while (await reader.ReadAsync(ct)) mappings.Add(ModelMappingQueries.Read(reader));

        await reader.NextResultAsync(ct);
        var offers = new Dictionary<string, KnownOffer>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) offers.Add(reader.GetString(0), Offer(reader));

        return new Snapshot(
            stamp, units.ToFrozenDictionary(StringComparer.Ordinal), services.ToFrozenDictionary(StringComparer.Ordinal), models,
            mappings.ToLookup(mapping => (mapping.From, mapping.To)), offers);
    }

    static KnownUnit Unit(NpgsqlDataReader reader)
    {
        _ = Codes.TryParse<UnitKind>(reader.GetString(3), out var kind);
        return new KnownUnit(
            UnitId.Parse(reader.GetString(0)), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), kind, reader.GetString(4), reader.GetString(5), reader.GetInt32(6));
    }

    static KnownOffer Offer(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2).Select(OzgId.Parse).ToHashSet(), reader.ValueOrNull<DateOnly>(3));

    /// <summary>The id wins over a key that another unit has now: an id never changes its owner.</summary>
    static void AddUnit(Dictionary<string, KnownUnit> units, KnownUnit unit)
    {
        units[unit.Id.Value] = unit;
        if (unit.Ags is not null) units.TryAdd(unit.Ags, unit);
        units.TryAdd(unit.Ars, unit);
    }

    sealed record Snapshot(
        (long Units, long Services, long Models, long Mappings, long Offers) Stamp,
        FrozenDictionary<string, KnownUnit> Units,
        FrozenDictionary<string, KnownService> Services,
        Dictionary<string, MaturityModel> Models,
        ILookup<(string From, string To), ModelMapping> Mappings,
        Dictionary<string, KnownOffer> Offers)
    {
        public static readonly Snapshot Empty = new(
            (-1, -1, -1, -1, -1), FrozenDictionary<string, KnownUnit>.Empty, FrozenDictionary<string, KnownService>.Empty, [],
            Enumerable.Empty<ModelMapping>().ToLookup(mapping => (mapping.From, mapping.To)), []);
    }
}

using System.Collections.Frozen;
using System.Text.Json;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

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
    int looking;

    /// <summary>The unit with this id, AGS or ARS, or that once had it; null when nobody ever did.</summary>
    /// <remarks>An id never changes its owner. Of a key the present owner counts, then the last one.</remarks>
    public async ValueTask<KnownUnit?> FindUnit(string key, CancellationToken ct)
    {
        if (current.Units.TryGetValue(key, out var unit)) return unit;
        await RefreshAsync(ct);
        return current.Units.GetValueOrDefault(key);
    }

    /// <summary>The same without another look at the tables: for many rows, whose misses look once together.</summary>
    public KnownUnit? Unit(string key) => current.Units.GetValueOrDefault(key);

    /// <inheritdoc cref="Unit(string)"/>
    public KnownService? Service(string ozgId) => current.Services.GetValueOrDefault(ozgId);

    /// <inheritdoc cref="Unit(string)"/>
    public MaturityModel? Model(string modelId) => current.Models.GetValueOrDefault(modelId);

    /// <summary>The OZG services that a LeiKa service belongs to; without another look at the tables.</summary>
    public IReadOnlyList<KnownService> ServicesOf(LeikaId leikaId) => current.ServicesOfLeika.Value.GetValueOrDefault(leikaId, []);

    /// <summary>Whose area a unit got, the earliest first; empty for nearly all.</summary>
    /// <remarks>As of the last look; a unit that <see cref="FindUnit"/> has found comes with its predecessors.</remarks>
    public IReadOnlyList<KnownPredecessor> PredecessorsOf(UnitId id) => current.Predecessors.GetValueOrDefault(id, []);

    /// <summary>The Gemeinden that a Gemeindeverband or a Kreis serves now, by id; a kreisfreie Stadt is in no Kreis.</summary>
    /// <remarks>Goes through all units.</remarks>
    public async ValueTask<IReadOnlyList<KnownUnit>> MembersOf(KnownUnit unit, CancellationToken ct)
    {
        if (ReferenceEquals(current, Snapshot.Empty)) await RefreshAsync(ct);
        var number = unit.District ?? unit.Id.Value;
        return
        [
            .. current.Units.Values.Distinct()
                .Where(member => member is { Kind: UnitKind.Gemeinde, DissolvedOn: null } && unit.Kind switch
                {
                    UnitKind.Verband => member.Association == unit.Id,
                    UnitKind.Kreis => member.District == number && member.Designation is not (UnitDesignation.KreisfreieStadt or UnitDesignation.Stadtkreis),
                    _ => false,
                })
                .OrderBy(member => member.Id.Value, StringComparer.Ordinal),
        ];
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

    /// <summary>Who executes a service in a Land on a day; null when the catalogue does not have the service.</summary>
    /// <param name="state">Two digits.</param>
    public async ValueTask<CompetenceInForce?> ExecutedByOn(string ozgId, string state, DateOnly day, CancellationToken ct)
    {
        var competence = await Competence(ct);
        if (competence.ExecutedByOn(ozgId, state, day) is { } inForce) return inForce;
        await RefreshAsync(ct);
        return current.Competence.ExecutedByOn(ozgId, state, day);
    }

    /// <summary>Who executes what where. No miss tells that a declaration is new, so the tables are looked at again after <see cref="OldestCompetence"/>.</summary>
    public async ValueTask<CompetenceBook> Competence(CancellationToken ct)
    {
        if (!HasJustLooked) await RefreshAsync(ct);
        return current.Competence;
    }

    bool HasJustLooked => lastLook != long.MinValue && clock.GetElapsedTime(lastLook) <= OldestCompetence;

    /// <summary>How long ago the tables may have been looked at for an answer on competence.</summary>
    public static readonly TimeSpan OldestCompetence = TimeSpan.FromSeconds(1);

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

    /// <summary>
    /// Looks at the tables unless somebody did so within <see cref="OldestCompetence"/>: for writes, which must not go to a unit that was dissolved a while ago.
    /// </summary>
    /// <remarks>One caller looks, the others go on with what is known.</remarks>
    public async ValueTask BeFresh(CancellationToken ct)
    {
        if (HasJustLooked) return;
        if (ReferenceEquals(current, Snapshot.Empty))
        {
            await RefreshAsync(ct);
            return;
        }

        if (Interlocked.Exchange(ref looking, 1) == 1) return;
        try
        {
            await RefreshAsync(ct);
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
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
            var stamp = await Look(ct);
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
               coalesce((select max(position) from {CompetenceProjection.Table}), 0),
               coalesce((select max(position) from {ModelMappingProjection.Table}), 0),
               coalesce((select max(position) from {EfaOfferProjection.Table}), 0)
        """;

    /// <summary>Those that exist come first, so that a key is theirs.</summary>
    const string UnitsSql = $"""
        select unit.id, unit.ags, unit.ars, unit.kind, unit.short_name, unit.state, unit.population, unit.district, unit.association, unit.designation, unit.dissolved_on,
               case when unit.dissolved_on is null then array[]::varchar[]
                    else array(select lineage.successor from {MunicipalityProjection.LineageTable} as lineage
                                where lineage.predecessor = unit.id order by lineage.share desc, lineage.successor)
               end,
               unit.position
          from {MunicipalityProjection.Table} as unit
         order by unit.dissolved_on desc nulls first, unit.id
        """;

    const string FormerKeysSql = $"""
        select period.id, period.ags, period.ars
          from {MunicipalityProjection.PeriodTable} as period
         where period.valid_to is not null
         order by period.valid_to desc, period.id
        """;

    const string LineageSql = $"select successor, predecessor, share, since from {MunicipalityProjection.LineageTable} order by since, predecessor";

    const string ServicesSql = $"""
        select service.ozg_id, service.name, array(select leika_id from {ServiceProjection.LeikaTable} as leika where leika.ozg_id = service.ozg_id)
          from {ServiceProjection.Table} as service
        """;

    const string ModelsSql = $"select definition from {MaturityModelProjection.Table}";

    const string OffersSql = $"select id, provider, ozg_ids, withdrawn_on from {EfaOfferProjection.Table}";

    async Task<Stamp> Look(CancellationToken ct)
    {
        await using var command = source.CreateCommand(StampSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Stamp(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    async Task<Snapshot> Load(Stamp stamp, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        foreach (var sql in (string[])[UnitsSql, FormerKeysSql, LineageSql, ServicesSql, ModelsSql, ModelMappingQueries.AllSql, OffersSql, .. CompetenceBook.Queries])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(ct);

        var units = new Dictionary<string, KnownUnit>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) AddUnit(units, Unit(reader));

        await reader.NextResultAsync(ct);
        var inheritance = new KeyInheritance(units);
        while (await reader.ReadAsync(ct))
        {
            AddFormerKeys(units, reader);
            inheritance.Had(reader.GetString(0), reader.TextOrNull(1), reader.GetString(2));
        }

        await reader.NextResultAsync(ct);
        var predecessors = new List<(UnitId Successor, KnownPredecessor Unit)>();
        while (await reader.ReadAsync(ct))
        {
            predecessors.Add((UnitId.Parse(reader.GetString(0)), new KnownPredecessor(
                UnitId.Parse(reader.GetString(1)), reader.GetDecimal(2), reader.GetFieldValue<DateOnly>(3))));
            inheritance.Succeeded(reader.GetString(1), reader.GetString(0));
        }

        inheritance.Settle();

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

        await reader.NextResultAsync(ct);
        var competence = await CompetenceBook.ReadAsync(reader, ct);
        return new Snapshot(
            stamp, units.ToFrozenDictionary(StringComparer.Ordinal), services.ToFrozenDictionary(StringComparer.Ordinal), models,
            predecessors.GroupBy(pair => pair.Successor, pair => pair.Unit).ToFrozenDictionary(group => group.Key, IReadOnlyList<KnownPredecessor> (group) => [.. group]),
            competence, mappings.ToLookup(mapping => (mapping.From, mapping.To)), offers);
    }

    static KnownUnit Unit(NpgsqlDataReader reader)
    {
        _ = Codes.TryParse<UnitKind>(reader.GetString(3), out var kind);
        _ = Codes.TryParse<UnitDesignation>(reader.GetString(9), out var designation);
        return new KnownUnit(
            UnitId.Parse(reader.GetString(0)), reader.TextOrNull(1), reader.GetString(2), kind, reader.GetString(4), reader.GetString(5), reader.GetInt32(6),
            reader.TextOrNull(7), reader.TextOrNull(8) is { } association ? UnitId.Parse(association) : null, designation,
            reader.ValueOrNull<DateOnly>(10), [.. reader.GetFieldValue<string[]>(11).Select(UnitId.Parse)], reader.GetInt64(12));
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

    /// <summary>A key that nobody has now leads to who had it last.</summary>
    static void AddFormerKeys(Dictionary<string, KnownUnit> units, NpgsqlDataReader period)
    {
        if (!units.TryGetValue(period.GetString(0), out var unit)) return;
        if (period.TextOrNull(1) is { } ags) units.TryAdd(ags, unit);
        units.TryAdd(period.GetString(2), unit);
    }

    /// <summary>The last positions in the tables that the snapshot was read from.</summary>
    readonly record struct Stamp(long Units, long Services, long Models, long Competence, long Mappings, long Offers);

    sealed record Snapshot(
        Stamp Stamp,
        FrozenDictionary<string, KnownUnit> Units,
        FrozenDictionary<string, KnownService> Services,
        Dictionary<string, MaturityModel> Models,
        FrozenDictionary<UnitId, IReadOnlyList<KnownPredecessor>> Predecessors,
        CompetenceBook Competence,
        ILookup<(string From, string To), ModelMapping> Mappings,
        Dictionary<string, KnownOffer> Offers)
    {
        public static readonly Snapshot Empty = new(
            new Stamp(-1, -1, -1, -1, -1, -1), FrozenDictionary<string, KnownUnit>.Empty, FrozenDictionary<string, KnownService>.Empty, [],
            FrozenDictionary<UnitId, IReadOnlyList<KnownPredecessor>>.Empty, CompetenceBook.Empty,
            Enumerable.Empty<ModelMapping>().ToLookup(mapping => (mapping.From, mapping.To)), []);

        /// <summary>Made when somebody asks.</summary>
        public Lazy<FrozenDictionary<LeikaId, IReadOnlyList<KnownService>>> ServicesOfLeika { get; } = new(() => Services.Values
            .SelectMany(service => service.LeikaIds, (service, leikaId) => (leikaId, service))
            .GroupBy(pair => pair.leikaId, pair => pair.service)
            .ToFrozenDictionary(group => group.Key, IReadOnlyList<KnownService> (group) => [.. group]));
    }
}

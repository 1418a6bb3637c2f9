using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>An EfA offer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Provider">The Land that provides it, two digits.</param>
/// <param name="Name">Name of the online service.</param>
/// <param name="Operator">The organisation that operates it.</param>
/// <param name="OzgIds">The OZG services that it covers.</param>
/// <param name="LeikaIds">The LeiKa services that it covers; empty for all of those OZG services.</param>
/// <param name="Contract">The legal way on which others join.</param>
/// <param name="CostModel">How the costs are shared.</param>
/// <param name="ContactPoint">Whom to ask: an office.</param>
/// <param name="Since">Since when others can join.</param>
/// <param name="WithdrawnOn">Null while others can join.</param>
/// <param name="Version">Version of its stream, its ETag.</param>
/// <param name="Position">Position of its last event in the log.</param>
public sealed record EfaOfferRow(
    string Id, string Provider, string Name, string Operator, IReadOnlyList<string> OzgIds, IReadOnlyList<string> LeikaIds, string Contract, string? CostModel,
    ContactPoint ContactPoint, DateOnly Since, DateOnly? WithdrawnOn, long Version, long Position);

/// <summary>How far a unit is with one service of an EfA offer.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Name">Its name as people say it.</param>
/// <param name="Kind">Kind of unit.</param>
/// <param name="State">Land, two digits.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Stage">How far the connection is.</param>
/// <param name="Since">Since when.</param>
/// <param name="Position">Position of the event in the log.</param>
public sealed record EfaAdoptionRow(
    string Unit, string Name, string Kind, string State, int Population, string OzgId, string Stage, DateOnly Since, long Position);

/// <summary>Questions to <see cref="EfaOfferProjection"/> and <see cref="EfaAdoptionProjection"/>.</summary>
public static class EfaQueries
{
    const string OffersSql = $"""
        select id, provider, name, operator, ozg_ids, leika_ids, contract, cost_model, mailbox, contact_url, since, withdrawn_on, version, position
          from {EfaOfferProjection.Table}
         where ($1 is null or provider = $1)
           and ($2 is null or ozg_ids @> array[$2])
           and ($3 or withdrawn_on is null)
           and ($4 is null or id collate "C" > $4)
         order by id collate "C"
         limit $5
        """;

    const string AdoptionsSql = $"""
        select adoption.unit, unit.short_name, unit.kind, unit.state, unit.population, adoption.ozg_id, adoption.stage, adoption.since, adoption.position
          from {EfaAdoptionProjection.Table} as adoption
          join {MunicipalityProjection.Table} as unit on unit.id = adoption.unit
         where adoption.offer_id = $1
           and ($2 is null or unit.state = $2)
           and ($3 is null or adoption.stage = $3)
           and ($4 is null or (adoption.unit, adoption.ozg_id) > ($4, $5))
         order by adoption.unit, adoption.ozg_id
         limit $6
        """;

    const string CountsSql = $"""
        select adoption.stage, count(*)
          from {EfaAdoptionProjection.Table} as adoption
          join {MunicipalityProjection.Table} as unit on unit.id = adoption.unit
         where adoption.offer_id = $1
           and ($2 is null or unit.state = $2)
         group by adoption.stage
        """;

    /// <summary>Offers in the order of their ids.</summary>
    /// <param name="provider">Only those of this Land.</param>
    /// <param name="ozgId">Only those that cover this service.</param>
    /// <param name="withdrawn">Also those that were withdrawn.</param>
    /// <param name="afterId">Last id of the page before.</param>
    public static Task<IReadOnlyList<EfaOfferRow>> Offers(
        NpgsqlDataSource source, string? provider, string? ozgId, bool withdrawn, string? afterId, int limit, CancellationToken ct) => source.Rows(
        OffersSql,
        [Sql.Text(provider), Sql.Text(ozgId), Sql.Value(withdrawn, NpgsqlDbType.Boolean), Sql.Text(afterId), Sql.Number(limit)],
        reader => new EfaOfferRow(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetFieldValue<string[]>(5),
            reader.GetString(6), reader.TextOrNull(7), new ContactPoint(reader.TextOrNull(8), reader.TextOrNull(9)), reader.GetFieldValue<DateOnly>(10),
            reader.ValueOrNull<DateOnly>(11), reader.GetInt64(12), reader.GetInt64(13)),
        ct);

    /// <summary>Units in the order of their ids, with the services of the offer that they have moved on with.</summary>
    /// <param name="state">Only units of this Land.</param>
    /// <param name="stage">Only those at this stage.</param>
    /// <param name="after">Unit and service of the last row of the page before.</param>
    public static Task<IReadOnlyList<EfaAdoptionRow>> Adoptions(
        NpgsqlDataSource source, string offerId, string? state, EfaStage? stage, (string Unit, string OzgId)? after, int limit, CancellationToken ct) => source.Rows(
        AdoptionsSql,
        [
            Sql.Text(offerId), Sql.Text(state), Sql.Text(stage is { } code ? Codes.Text(code) : null), Sql.Text(after?.Unit), Sql.Text(after?.OzgId), Sql.Number(limit),
        ],
        reader => new EfaAdoptionRow(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5), reader.GetString(6),
            reader.GetFieldValue<DateOnly>(7), reader.GetInt64(8)),
        ct);

    /// <summary>Number of connections at each stage, all stages in their order.</summary>
    /// <param name="state">Only units of this Land.</param>
    public static async Task<IReadOnlyDictionary<string, int>> AdoptionCounts(NpgsqlDataSource source, string offerId, string? state, CancellationToken ct)
    {
        var counted = (await source.Rows(
            CountsSql, [Sql.Text(offerId), Sql.Text(state)], reader => (Stage: reader.GetString(0), Count: (int)reader.GetInt64(1)), ct))
            .ToDictionary(row => row.Stage, row => row.Count, StringComparer.Ordinal);
        return Codes.All<EfaStage>().ToDictionary(stage => stage, stage => counted.GetValueOrDefault(stage));
    }
}

using System.Text.Json;
using NpgsqlTypes;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Intake;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations;

/// <summary>The objects of XZuFi that are remembered, and what they say together. What comes later wins.</summary>
static class XzufiObjects
{
    const string Incoming = """
        jsonb_to_recordset($1) as incoming
            (kind varchar, id varchar, deleted boolean, leika_ids varchar[], urls varchar[], assurance varchar, parent varchar, services varchar[], areas varchar[])
        """;

    /// <summary>Those that say something new, or delete what is known; most deletions of a feed delete nothing.</summary>
    const string ChangedSql = $"""
        select incoming.kind, incoming.id
          from {Incoming}
          left join ozg.xzufi_object as known on known.kind = incoming.kind and known.id = incoming.id
         where case when incoming.deleted then known.id is not null
                    else known.id is null
                      or (known.leika_ids, known.urls, known.assurance, known.parent, known.services, known.areas)
                         is distinct from (incoming.leika_ids, incoming.urls, incoming.assurance, incoming.parent, incoming.services, incoming.areas)
               end
        """;

    const string DeleteSql = $"""
        delete from ozg.xzufi_object as known
         using {Incoming}
         where incoming.deleted
           and known.kind = incoming.kind
           and known.id = incoming.id
        """;

    const string WriteSql = $"""
        insert into ozg.xzufi_object (kind, id, leika_ids, urls, assurance, parent, services, areas, seen_at)
        select kind, id, leika_ids, urls, assurance, parent, services, areas, $2
          from {Incoming}
         where not deleted
        on conflict (kind, id) do update
           set leika_ids = excluded.leika_ids, urls = excluded.urls, assurance = excluded.assurance, parent = excluded.parent,
               services = excluded.services, areas = excluded.areas, seen_at = excluded.seen_at
        """;

    /// <summary>What the <i>Zuständigkeiten</i> of a relation <c>chosen</c> say.</summary>
    const string Statements = """
        select leika.leika_id, area.area, url.url, onlinedienst.assurance, greatest(chosen.seen_at, onlinedienst.seen_at, leistung.seen_at) as seen_at
          from chosen
          join ozg.xzufi_object as onlinedienst on onlinedienst.kind = 'onlinedienst' and onlinedienst.id = chosen.parent
         cross join unnest(chosen.services) as service (id)
          join ozg.xzufi_object as leistung on leistung.kind = 'leistung' and leistung.id = service.id
         cross join unnest(leistung.leika_ids) as leika (leika_id)
         cross join unnest(chosen.areas) as area (area)
         cross join unnest(onlinedienst.urls) as url (url)
        """;

    const string MarkSql = $"""
        with chosen as materialized (
            select parent, services, areas, seen_at
              from ozg.xzufi_object
             where kind = 'zustaendigkeit'
               and (id = any($1) or parent = any($2) or services && $3::varchar[]))
        insert into ozg.evidence_due as due (source, leika_id, area, url, seen_at)
        select distinct '{EvidenceSources.Pvog}', statement.leika_id, statement.area, statement.url, $4::timestamptz
          from ({Statements}) as statement
        on conflict (source, leika_id, area, url) do update
           set seen_at = greatest(due.seen_at, excluded.seen_at)
        """;

    /// <summary>What is said of LeiKa services ($1) and addresses ($2), or all addresses where $3.</summary>
    public const string SaidSql = $"""
        with chosen as materialized (
            select parent, services, areas, seen_at
              from ozg.xzufi_object
             where kind = 'zustaendigkeit'
               and services && array(select id from ozg.xzufi_object where kind = 'leistung' and leika_ids && $1::varchar[]))
        select statement.area, statement.url, statement.assurance, null::varchar as reason, statement.seen_at
          from ({Statements}) as statement
         where statement.leika_id = any($1)
           and ($3 or statement.url = any($2))
        """;

    /// <summary>Takes objects in and notes which addresses they concern, before and after; part of a transaction.</summary>
    /// <param name="objects">Each id once.</param>
    /// <returns>How many said something new.</returns>
    public static async Task<int> Apply(EvidenceRun run, IReadOnlyCollection<XzufiObject> objects, DateTimeOffset seenAt, CancellationToken ct)
    {
        var changed = (await run.Read(ChangedSql, row => (Kind: row.GetString(0), Id: row.GetString(1)), ct, Json(objects))).ToHashSet();
        if (changed.Count == 0) return 0;

        object[] affected = [Ids(XzufiKind.Zustaendigkeit), Ids(XzufiKind.Onlinedienst), Ids(XzufiKind.Leistung), seenAt];
        var news = Json([.. objects.Where(found => changed.Contains((Codes.Text(found.Kind), found.Id.ToString())))]);
        await run.Execute(MarkSql, ct, affected);
        await run.Execute(DeleteSql, ct, news.Clone());
        await run.Execute(WriteSql, ct, news.Clone(), seenAt);
        await run.Execute(MarkSql, ct, affected);
        return changed.Count;

        string[] Ids(XzufiKind kind) => [.. changed.Where(found => found.Kind == Codes.Text(kind)).Select(found => found.Id)];
    }

    static Npgsql.NpgsqlParameter Json(IReadOnlyCollection<XzufiObject> objects) =>
        new() { Value = JsonSerializer.Serialize(objects.Select(Row)), NpgsqlDbType = NpgsqlDbType.Jsonb };

    static Dictionary<string, object?> Row(XzufiObject found)
    {
        var row = new Dictionary<string, object?> { ["kind"] = Codes.Text(found.Kind), ["id"] = found.Id.ToString(), ["deleted"] = found is XzufiDeletion };
        switch (found)
        {
            case XzufiLeistung leistung:
                row["leika_ids"] = Sorted(leistung.LeikaIds.Select(id => id.Value));
                break;
            case XzufiOnlinedienst dienst:
                row["urls"] = Sorted(dienst.Urls);
                row["assurance"] = dienst.AssuranceLevel is { } level ? Codes.Text(level) : null;
                break;
            case XzufiZustaendigkeit join:
                row["parent"] = join.Parent.ToString();
                row["services"] = Sorted(join.Services.Select(id => id.ToString()));
                row["areas"] = Sorted(join.Areas.Select(area => area.Value));
                break;
        }

        return row;
    }

    static string[] Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>The rules of <see cref="LeikaLevels"/> in SQL; a test compares the two.</summary>
public static class PolicySql
{
    const string All = """
        case when cell.leika_levels is null then cell.level
             when cardinality(cell.leika_levels) >= service.leika_count then cell.leika_levels[1]
             when cell.whole_level is not null then least(cell.whole_level, cell.leika_levels[1])
        end
        """;

    const string ShareConform = """
        case when cell.leika_levels is null then cell.level
             else (select max(reached)::smallint
                     from generate_series(0, greatest(cell.whole_level, cell.leika_levels[cardinality(cell.leika_levels)])) as reached
                    where 2 * ((select count(*) from unnest(cell.leika_levels) as named where named >= reached)
                               + case when cell.whole_level >= reached then greatest(0, service.leika_count - cardinality(cell.leika_levels)) else 0 end)
                          >= greatest(service.leika_count, cardinality(cell.leika_levels)))
        end
        """;

    /// <summary>The level of the table alias <c>cell</c> (a status or a transition), with <c>service</c> joined.</summary>
    public static string Level(LeikaPolicy policy) => policy switch
    {
        LeikaPolicy.All => All,
        LeikaPolicy.ShareConform => ShareConform,
        _ => "cell.level",
    };

    /// <summary>First day of the run at that level; null where the policy had to compute the level, because runs are those of the policy any.</summary>
    public static string Since(LeikaPolicy policy) => policy == LeikaPolicy.Any ? "cell.since" : "case when cell.leika_levels is null then cell.since end";
}

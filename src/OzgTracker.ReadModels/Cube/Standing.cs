using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Where a unit stands in some services.</summary>
/// <param name="TopicArea">Themenfeld; null for all services together.</param>
/// <param name="Competent">Its cells that count.</param>
/// <param name="Conform">Those of them at the model's threshold or above.</param>
/// <param name="Peers">Other units of its peer group with a cell that counts.</param>
/// <param name="Shares">Of the peers, in whole ten-thousandths.</param>
/// <param name="Percentile">Its place among them; null among fewer than <see cref="SmallGroups.Minimum"/>, and where it has no cell that counts itself.</param>
public sealed record StandingRow(string? TopicArea, int Competent, int Conform, int Peers, Quartiles Shares, decimal? Percentile)
{
    /// <summary>A quartile of <see cref="Shares"/> as a share of four digits.</summary>
    public static decimal? ShareOf(double? tenThousandths) =>
        tenThousandths is { } value ? Math.Round((decimal)value / TenThousand, RoundedRatio.Digits, MidpointRounding.AwayFromZero) : null;

    internal const int TenThousand = 10_000;
}

/// <summary>Where a unit stands among the units of its kind and size class.</summary>
public static class UnitStanding
{
    /// <summary>A row for each topic area of the services that are asked for, by name, and one for all of them at the end.</summary>
    /// <param name="question">Its units are who may be a peer; the unit itself need not be among them.</param>
    /// <param name="unit">Index of the unit; it exists on the day.</param>
    public static IReadOnlyList<StandingRow> Of(CubeSnapshot cube, CubeQuestion question, int unit)
    {
        var scope = new CubeScope(cube, question);
        string[] topics = [.. scope.Services.Select(service => cube.Dimensions.Services[service].TopicArea).Distinct().Order(StringComparer.Ordinal)];
        var groupOf = Array.ConvertAll(scope.Services, service => Array.IndexOf(topics, cube.Dimensions.Services[service].TopicArea));
        var peers = PeersOf(scope, unit);
        var counted = new bool[scope.Asked.Length];
        foreach (var peer in peers) counted[peer] = true;
        counted[unit] = true;
        var counts = new UnitCounts(scope, counted, groupOf, topics.Length);

        int[] all = [.. Enumerable.Range(0, topics.Length)];
        return [.. topics.Select((topic, group) => Row(topic, [group], unit, peers, counts)), Row(null, all, unit, peers, counts)];
    }

    /// <summary>The other units of its kind and size class among those that are asked for.</summary>
    internal static int[] PeersOf(CubeScope scope, int unit)
    {
        var territory = scope.Territory;
        return [.. scope.Units.Where(peer => peer != unit && territory.Kind[peer] == territory.Kind[unit] && territory.Size[peer] == territory.Size[unit])];
    }

    static StandingRow Row(string? topic, int[] groups, int unit, int[] peers, UnitCounts counts)
    {
        var (ownCompetent, ownConform) = Sum(counts, groups, unit);
        var own = (double)ownConform / ownCompetent;
        var shares = new List<int>(peers.Length);
        int below = 0, equal = 0;
        foreach (var peer in peers)
        {
            var (competent, conform) = Sum(counts, groups, peer);
            if (competent == 0) continue;
            shares.Add((int)(RoundedRatio.Of(conform, competent)!.Value * StandingRow.TenThousand));
            var share = (double)conform / competent;   // exact enough to compare, see FrontrunnersOverall
            if (share < own) below++;
            else if (share == own) equal++;
        }

        return new StandingRow(
            topic, ownCompetent, ownConform, shares.Count, Quartiles.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(shares)),
            ownCompetent == 0 ? null : PercentileRank.Of(below, equal, shares.Count));
    }

    static (int Competent, int Conform) Sum(UnitCounts counts, int[] groups, int unit)
    {
        int competent = 0, conform = 0;
        foreach (var group in groups)
        {
            competent += counts.Competent(group, unit);
            conform += counts.Conform(group, unit);
        }

        return (competent, conform);
    }
}

using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A unit that is alike.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="Distance">With its factors.</param>
public sealed record NearPeer(int Unit, PeerDistance Distance);

/// <summary>The units that are most alike, of those that are asked for.</summary>
/// <remarks>The portfolios of all of them are compared in one pass over the cells of all services; the factors are worked out for those that are nearest.</remarks>
public sealed class NearestPeers
{
    const int OtherShift = 16, BothShift = 32, DistanceShift = 16;
    const int WorthSharing = 200_000;

    readonly CubeScope scope;
    readonly int unit;
    readonly long[] overlaps;
    readonly ulong[] order;
    readonly int ownConform;

    /// <summary>Looks for them.</summary>
    /// <param name="question">Its units are who may be a peer; its services do not matter, as portfolios are compared over all.</param>
    /// <param name="unit">Index of the unit; it exists on the day.</param>
    /// <param name="aheadOn">Index of a service: only units with a higher level in it.</param>
    public NearestPeers(CubeSnapshot cube, CubeQuestion question, int unit, int? aheadOn = null)
    {
        (scope, this.unit) = (new CubeScope(cube, question with { Services = new CubeServices() }), unit);
        var peers = new bool[scope.Asked.Length];
        foreach (var peer in scope.Units) peers[peer] = peer != unit && scope.Territory.Kind[peer] == scope.Territory.Kind[unit];
        if (aheadOn is { } service) Narrow(peers, service);
        overlaps = new long[peers.Length];
        ownConform = Compare(UnitCounts.BlocksOf(peers));
        order = Order(peers);
    }

    /// <summary>Units that could be named.</summary>
    public int Count => order.Length;

    /// <summary>Indexes of the nearest, nearest first; those at the same distance in the order of their ids.</summary>
    public IReadOnlyList<int> Units(int most) => [.. order.Take(most).Select(key => scope.Cube.Dimensions.ById.Units[(ushort)key])];

    /// <summary>The nearest with the reasons.</summary>
    public IReadOnlyList<NearPeer> Explained(int most)
    {
        var own = Traits(unit);
        return [.. Units(most).Select(peer => new NearPeer(peer, PeerDistance.Between(own, Traits(peer), Overlap(peer))!))];
    }

    /// <summary>What a peer says of a service.</summary>
    /// <param name="service">Index of the service.</param>
    /// <param name="of">Index of the unit.</param>
    public CountedCell CellOf(int service, int of) => CellsBehind.CellOf(scope, service, of, scope.CodeOf(service, of));

    void Narrow(bool[] peers, int service)
    {
        var own = Rung(scope.CodeOf(service, unit));
        var codes = scope.CodesOf(service);
        for (var block = scope.FirstBlock; block <= scope.LastBlock; block++)
        {
            var first = block * CellBlock.Size;
            var read = codes.Block(block)[..UnitCounts.LengthOf(block, peers.Length)];
            for (var cell = 0; cell < read.Length; cell++) peers[first + cell] &= Rung(read[cell]) > own;
        }
    }

    /// <summary>A cell without a level is below all levels.</summary>
    internal static int Rung(byte code) => LevelCode.IsLevel(code) ? code : -1;

    /// <summary>Fills <see cref="overlaps"/>; returns the conform services of the unit itself.</summary>
    int Compare(int[] blocks)
    {
        var own = Array.ConvertAll(scope.Services, service => scope.CodeOf(service, unit));
        var parts = (long)blocks.Length * CellBlock.Size * own.Length < WorthSharing ? 1 : Environment.ProcessorCount;
        if (parts == 1) Compare(blocks, own);
        else Parallel.For(0, parts, part => Compare(blocks.AsSpan()[(blocks.Length * part / parts)..(blocks.Length * (part + 1) / parts)], own));
        return own.Count(IsConform);
    }

    void Compare(ReadOnlySpan<int> blocks, byte[] own)
    {
        var added = new long[LevelCode.Count];
        for (var i = 0; i < own.Length; i++)
        {
            for (byte code = 0; code < added.Length; code++) added[code] = Added(own[i], code);
            var codes = scope.CodesOf(scope.Services[i]);
            foreach (var block in blocks)
            {
                var length = UnitCounts.LengthOf(block, overlaps.Length);
                var read = codes.Block(block)[..length];
                var into = overlaps.AsSpan(block * CellBlock.Size, read.Length);
                for (var cell = 0; cell < read.Length; cell++) into[cell] += added[read[cell]];
            }
        }
    }

    /// <summary>Reported by either, conform in the other, conform in both: three counts in one number.</summary>
    long Added(byte own, byte other) =>
        (LevelCode.IsLevel(own) || LevelCode.IsLevel(other) ? 1L : 0L)
        | (IsConform(other) ? 1L << OtherShift : 0L)
        | (IsConform(own) && IsConform(other) ? 1L << BothShift : 0L);

    bool IsConform(byte code) => LevelCode.IsLevel(code) && code >= scope.Question.Model.ConformityThreshold;

    ulong[] Order(bool[] peers)
    {
        var own = Traits(unit);
        var places = scope.Cube.Dimensions.ById.Places;
        var keys = new List<ulong>();
        for (var peer = 0; peer < peers.Length; peer++)
            if (peers[peer])
                keys.Add(((ulong)(PeerDistance.TotalOf(own, Traits(peer), Overlap(peer))!.Value * 10_000) << DistanceShift) | places[peer]);
        var sorted = keys.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    PortfolioOverlap Overlap(int peer) =>
        new((int)(overlaps[peer] & ushort.MaxValue), ownConform, (int)(overlaps[peer] >> OtherShift & ushort.MaxValue), (int)(overlaps[peer] >> BothShift));

    PeerTraits Traits(int of)
    {
        var territory = scope.Territory;
        var status = territory.Class[of] switch { 0 => UnitStatus.DistrictFree, 1 => UnitStatus.InAssociation, _ => UnitStatus.Neither };
        return new(
            (UnitKind)territory.Kind[of], status, StateCode.All[territory.State[of] - 1], territory.Population[of],
            territory.Area[of] == 0 ? null : territory.Area[of] / 100.0);
    }
}

using System.Globalization;

namespace OzgTracker.Domain.Analysis;

/// <summary>What two units are compared by.</summary>
public enum PeerFactorKind
{
    /// <summary>Inhabitants, by the power of two between them.</summary>
    Size,

    /// <summary>Inhabitants per square kilometre, likewise.</summary>
    Density,

    /// <summary>The Land: another Land has other law.</summary>
    State,

    /// <summary>Kreisfrei, in a Verband, or neither.</summary>
    Status,

    /// <summary>The services that are online.</summary>
    Portfolio,
}

/// <summary>One reason why two units are far from each other, or are not.</summary>
/// <param name="Factor">What is compared.</param>
/// <param name="Own">What the unit has, as text: inhabitants, inhabitants per km², number of the Land, status, conform services.</param>
/// <param name="Other">What the other has.</param>
/// <param name="Contribution">Part of the distance, four digits, never negative.</param>
public sealed record PeerFactor(PeerFactorKind Factor, string Own, string Other, decimal Contribution);

/// <summary>A factor that was not compared.</summary>
/// <param name="Factor">Which one.</param>
/// <param name="Why">For people.</param>
public sealed record LeftOutFactor(PeerFactorKind Factor, string Why);

/// <summary>How far two units of one kind are from each other: the sum of what each factor contributes.</summary>
/// <param name="Total">The sum of the contributions, exactly.</param>
/// <param name="Factors">The factors that could be compared, in the order of <see cref="PeerFactorKind"/>.</param>
/// <param name="LeftOut">The others; without them the distance is smaller than it may be.</param>
/// <remarks>
/// Symmetric, and zero to a unit itself. The unit of measure is a doubling: twice the inhabitants count as much as another Land, another
/// status, or a portfolio in which nothing is alike.
/// </remarks>
public sealed record PeerDistance(decimal Total, IReadOnlyList<PeerFactor> Factors, IReadOnlyList<LeftOutFactor> LeftOut)
{
    /// <summary>For a doubling of the inhabitants.</summary>
    public const decimal SizeWeight = 1;

    /// <summary>For a doubling of the density; half, because size says part of it already.</summary>
    public const decimal DensityWeight = 0.5m;

    /// <summary>For another Land.</summary>
    public const decimal StateWeight = 1;

    /// <summary>For another status.</summary>
    public const decimal StatusWeight = 1;

    /// <summary>For a portfolio in which every service is conform in one of them only.</summary>
    public const decimal PortfolioWeight = 1;

    const int Scale = 10_000;

    /// <summary>The distance alone, for the search among thousands; null for another kind. Equals <see cref="Total"/>, allocates nothing.</summary>
    public static decimal? TotalOf(in PeerTraits own, in PeerTraits other, in PortfolioOverlap portfolio) =>
        own.Kind != other.Kind
            ? null
            : Shown(Size(own, other) + (Density(own, other) ?? 0) + State(own, other) + Status(own, other) + (Portfolio(portfolio) ?? 0));

    /// <summary>The distance with its reasons; null for another kind, which is not comparable.</summary>
    public static PeerDistance? Between(in PeerTraits own, in PeerTraits other, in PortfolioOverlap portfolio)
    {
        if (TotalOf(own, other, portfolio) is not { } total) return null;
        List<PeerFactor> factors = [new(PeerFactorKind.Size, Text(own.Population), Text(other.Population), Shown(Size(own, other)))];
        List<LeftOutFactor> leftOut = [];

        if (Density(own, other) is { } density)
            factors.Add(new(PeerFactorKind.Density, Text(own.Density!.Value), Text(other.Density!.Value), Shown(density)));
        else
            leftOut.Add(new(PeerFactorKind.Density, "The area of at least one of the two is not known."));

        factors.Add(new(PeerFactorKind.State, own.State.Value, other.State.Value, Shown(State(own, other))));
        factors.Add(new(PeerFactorKind.Status, Text(own.Status), Text(other.Status), Shown(Status(own, other))));

        if (Portfolio(portfolio) is { } unlike)
            factors.Add(new(PeerFactorKind.Portfolio, Text(portfolio.OwnConform), Text(portfolio.OtherConform), Shown(unlike)));
        else
            leftOut.Add(new(PeerFactorKind.Portfolio, "Neither of the two has reported anything."));

        return new(total, factors, leftOut);
    }

    // Contributions are whole ten-thousandths until they are shown: their sum is exact, and decimals would be the slowest part of a search.
    static long Size(in PeerTraits own, in PeerTraits other) => Doublings(own.Inhabitants, other.Inhabitants, (double)SizeWeight);

    static long? Density(in PeerTraits own, in PeerTraits other) =>
        own.Density is { } a && other.Density is { } b ? Doublings(a, b, (double)DensityWeight) : null;

    static long State(in PeerTraits own, in PeerTraits other) => own.State == other.State ? 0 : (long)(StateWeight * Scale);

    static long Status(in PeerTraits own, in PeerTraits other) => own.Status == other.Status ? 0 : (long)(StatusWeight * Scale);

    static long? Portfolio(in PortfolioOverlap portfolio) =>
        portfolio.Reported == 0 ? null : (long)Math.Round((double)PortfolioWeight * Scale * portfolio.Unlike / portfolio.Reported, MidpointRounding.AwayFromZero);

    /// <summary>A difference of logarithms and not the logarithm of a ratio, so that both directions give the same.</summary>
    static long Doublings(double a, double b, double weight) =>
        (long)Math.Round(Math.Abs(Math.Log2(a) - Math.Log2(b)) * weight * Scale, MidpointRounding.AwayFromZero);

    static decimal Shown(long tenThousandths) => (decimal)tenThousandths / Scale;

    static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    static string Text(double density) => density.ToString("0.#", CultureInfo.InvariantCulture);

    static string Text(UnitStatus status) => status switch
    {
        UnitStatus.DistrictFree => "districtFree",
        UnitStatus.InAssociation => "inAssociation",
        _ => "neither",
    };
}

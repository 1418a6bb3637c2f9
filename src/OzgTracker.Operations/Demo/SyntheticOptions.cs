namespace OzgTracker.Operations.Demo;

/// <summary>Which synthetic Germany, and how much of it.</summary>
/// <param name="Seed">Another seed, another Germany.</param>
/// <param name="Transitions">About so many, in cells chosen by a hash; null for all cells, which is about 20 million for all of Germany.</param>
public sealed record SyntheticOptions(ulong Seed = SyntheticHistory.DefaultSeed, long? Transitions = null)
{
    /// <summary>Counts everything and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told the units that are done.</summary>
    public IProgress<ImportProgress>? Progress { get; init; }

    /// <summary>What a transaction holds at most; a killed one loses no more.</summary>
    internal int StreamsPerTransaction { get; init; } = 50_000;
}

/// <summary>What a load of synthetic Germany did, or would do.</summary>
/// <param name="DryRun">True when nothing was written.</param>
/// <param name="Seed">What it was made of.</param>
/// <param name="Share">Share of the cells that were taken.</param>
/// <param name="Units">Reporting units of the database.</param>
/// <param name="Services">Its OZG services.</param>
/// <param name="Known">Streams that were there already.</param>
/// <param name="Added">What was recorded, EfA offers not counted.</param>
/// <param name="Offers">EfA offers that were published.</param>
/// <param name="Position">Of the last event; wait for it to see the result in read models. 0 when nothing was recorded.</param>
public sealed record SyntheticReport(
    bool DryRun, ulong Seed, double Share, int Units, int Services, long Known, SyntheticCount Added, int Offers, long Position);

/// <summary>This database must not get synthetic Germany, or not this one; the message says what to do instead.</summary>
public sealed class SyntheticGermanyException(string message) : Exception(message);

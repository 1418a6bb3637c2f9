namespace OzgTracker.Domain.Territory;

/// <summary>Looks for the one way to divide a dissolved unit among units that have grown.</summary>
/// <remarks>Two parts before three, and parts alone before parts together with another whole unit: the simplest way that balances is meant.</remarks>
static class SplitSearch
{
    /// <summary>A smaller part cannot be told from a survey that came out differently.</summary>
    const int SmallestPartHa = 10;

    /// <summary>Of the area of the unit, in percent.</summary>
    const int SmallestPartPercent = 5;

    /// <summary>More units that have grown than this make accidents likely.</summary>
    const int MostForThree = 40;

    /// <summary>A receiver of a part, and another dissolved unit that it takes in whole, if any.</summary>
    internal readonly record struct Receiver(Gain Gain, Loss? Whole, int PartHa);

    /// <summary>The receivers; null when none or more than one set of them balances.</summary>
    /// <param name="others">Further dissolved units that a receiver may have taken in whole.</param>
    /// <param name="accepts">Which sets of receivers may be meant at all.</param>
    public static Receiver[]? Find(
        Loss loss, IReadOnlyList<Gain> gains, IReadOnlyList<Loss> others, bool threeParts, Func<Receiver[], bool> accepts, out bool isAmbiguous)
    {
        var smallest = Math.Max(SmallestPartHa, loss.AreaHa * SmallestPartPercent / 100);
        var alone = gains.Select(gain => new Receiver(gain, null, gain.OpenHa)).Where(Fits).OrderBy(part => part.PartHa).ToArray();
        var together = gains.SelectMany(gain => others.Select(other => new Receiver(gain, other, gain.OpenHa - other.AreaHa))).Where(Fits);

        var ways = Pairs(loss, alone).Where(accepts).Take(2).ToArray();
        if (ways.Length == 0 && others.Count > 0)
            ways = [.. Pairs(loss, [.. alone.Concat(together).OrderBy(part => part.PartHa)]).Where(accepts).Take(2)];
        if (ways.Length == 0 && threeParts && alone.Length <= MostForThree) ways = [.. Triples(loss, alone).Where(accepts).Take(2)];
        isAmbiguous = ways.Length > 1;
        return ways is [var only] ? only : null;

        bool Fits(Receiver part) => part.PartHa >= smallest && part.PartHa <= loss.AreaHa - smallest + AreaBalance.ToleranceHa;
    }

    /// <summary>The parts are sorted, so that those that fit one another are a window that only moves down.</summary>
    static IEnumerable<Receiver[]> Pairs(Loss loss, Receiver[] parts)
    {
        var high = parts.Length - 1;
        for (var low = 0; low < parts.Length; low++)
        {
            while (high > low && parts[low].PartHa + parts[high].PartHa > loss.AreaHa + AreaBalance.ToleranceHa) high--;
            for (var other = high; other > low && parts[low].PartHa + parts[other].PartHa >= loss.AreaHa - AreaBalance.ToleranceHa; other--)
                if (parts[low].Gain != parts[other].Gain && (parts[low].Whole is null || parts[low].Whole != parts[other].Whole)) yield return [parts[low], parts[other]];
        }
    }

    static IEnumerable<Receiver[]> Triples(Loss loss, Receiver[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
            for (var j = i + 1; j < parts.Length; j++)
                for (var k = j + 1; k < parts.Length; k++)
                    if (Math.Abs(parts[i].PartHa + parts[j].PartHa + parts[k].PartHa - loss.AreaHa) <= AreaBalance.ToleranceHa)
                        yield return [parts[i], parts[j], parts[k]];
    }
}

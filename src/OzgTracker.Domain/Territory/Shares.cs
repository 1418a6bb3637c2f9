using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>Parts of an area as shares that sum to 1 exactly.</summary>
static class Shares
{
    const int Digits = 4;

    /// <summary>The largest part takes what rounding leaves; the order is that of the ids.</summary>
    public static IReadOnlyList<SuccessorPart> Of(IReadOnlyList<(UnitId Unit, int AreaHa)> parts)
    {
        var total = parts.Sum(part => (decimal)part.AreaHa);
        return Normalised([.. parts.Select(part => new SuccessorPart(part.Unit, Math.Round(part.AreaHa / total, Digits), part.AreaHa))]);
    }

    /// <summary>Shares that sum to 1 within rounding, made to sum to 1.</summary>
    public static IReadOnlyList<SuccessorPart> Normalised(IReadOnlyList<SuccessorPart> parts)
    {
        var kept = parts.Where(part => part.Share > 0).OrderBy(part => part.Successor.Value, StringComparer.Ordinal).ToArray();
        var largest = Array.IndexOf(kept, kept.MaxBy(part => part.Share));
        kept[largest] = kept[largest] with { Share = kept[largest].Share + 1 - kept.Sum(part => part.Share) };
        return kept;
    }
}

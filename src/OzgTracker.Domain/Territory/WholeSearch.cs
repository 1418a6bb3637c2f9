namespace OzgTracker.Domain.Territory;

/// <summary>Looks for the one way to put whole dissolved units into units that have grown.</summary>
/// <remarks>
/// A unit that receives anything is explained to the hectare, within the tolerance. The way that places most units counts, then the one that explains most new units.
/// Where several do equally well, only what all of them agree on is taken. The search has a budget of steps, so that no file can make it run for ever.
/// </remarks>
sealed class WholeSearch
{
    const int Nowhere = -1;
    const int Budget = 400_000;
    const int MostLosses = 64;

    readonly Loss[] losses;
    readonly Gain[] gains;
    readonly int mostPerGain;
    readonly int[] places;
    (int Placed, int Explained) best;
    int[]? common;
    int placed, explained, steps;

    WholeSearch(IEnumerable<Loss> losses, IEnumerable<Gain> gains, int mostPerGain)
    {
        this.losses = [.. losses.OrderByDescending(loss => loss.AreaHa).ThenBy(loss => loss.Id.Value, StringComparer.Ordinal)];
        this.mostPerGain = mostPerGain;
        var smallest = this.losses.Length == 0 ? int.MaxValue : this.losses[^1].AreaHa;
        this.gains = [.. gains
            .Where(gain => gain.OpenHa >= smallest - AreaBalance.ToleranceHa)
            .OrderByDescending(gain => gain.IsNew).ThenByDescending(gain => gain.OpenHa).ThenBy(gain => gain.Id.Value, StringComparer.Ordinal)];
        places = new int[this.losses.Length];
        Array.Fill(places, Nowhere);
    }

    /// <summary>Where losses certainly went; empty when nothing balances or nothing is certain.</summary>
    /// <param name="isAmbiguous">More than one way balances.</param>
    public static IReadOnlyList<(Loss Loss, Gain Gain)> Find(IEnumerable<Loss> losses, IEnumerable<Gain> gains, int mostPerGain, out bool isAmbiguous)
    {
        var search = new WholeSearch(losses, gains, mostPerGain);
        isAmbiguous = false;
        if (search.losses.Length is 0 or > MostLosses || search.gains.Length == 0) return [];

        search.Place(0);
        var certain = search.Certain();
        isAmbiguous = search.steps > Budget || (search.common is not null && certain.Count < search.best.Placed);
        return search.steps > Budget ? [] : certain;
    }

    /// <summary>Gives the gain with this number one of its fitting sets of losses, or none.</summary>
    void Place(int number)
    {
        if (placed + places.Count(place => place == Nowhere) < best.Placed || steps > Budget) return;
        if (number == gains.Length)
        {
            Weigh();
            return;
        }

        Fill(number, from: 0, missing: gains[number].OpenHa, count: 0);
        Place(number + 1);
    }

    void Fill(int number, int from, int missing, int count)
    {
        if (++steps > Budget) return;
        if (count > 0 && Math.Abs(missing) <= AreaBalance.ToleranceHa)
        {
            if (gains[number].IsNew) explained++;
            Place(number + 1);
            if (gains[number].IsNew) explained--;
        }

        if (count == mostPerGain) return;
        for (var i = from; i < losses.Length; i++)
        {
            if (places[i] != Nowhere || losses[i].AreaHa > missing + AreaBalance.ToleranceHa) continue;
            (places[i], placed) = (number, placed + 1);
            Fill(number, i + 1, missing - losses[i].AreaHa, count + 1);
            (places[i], placed) = (Nowhere, placed - 1);
        }
    }

    void Weigh()
    {
        if (placed == 0 || (placed, explained).CompareTo(best) < 0) return;
        if (common is null || (placed, explained).CompareTo(best) > 0) (best, common) = ((placed, explained), [.. places]);
        else for (var i = 0; i < common.Length; i++) if (common[i] != places[i]) common[i] = Nowhere;
    }

    /// <summary>What every best way has, where that explains the receiving unit as a whole.</summary>
    List<(Loss, Gain)> Certain()
    {
        if (common is null) return [];
        var sums = new int[gains.Length];
        for (var i = 0; i < common.Length; i++) if (common[i] != Nowhere) sums[common[i]] += losses[i].AreaHa;
        return [.. common.Index()
            .Where(entry => entry.Item != Nowhere && Math.Abs(gains[entry.Item].OpenHa - sums[entry.Item]) <= AreaBalance.ToleranceHa)
            .Select(entry => (losses[entry.Index], gains[entry.Item]))];
    }
}

namespace OzgTracker.Api.Audit;

/// <summary>Refusals and sign-ins that wait to be written; bounded, whatever comes.</summary>
/// <remarks>
/// Of refusals that are alike (subject, operation, code) the first of a minute is a row at once and the others are added up into a second row when the minute is over, so a flood
/// costs two rows a minute for each of its kinds, and of those there are only so many. What finds no place is counted.
/// </remarks>
sealed class PendingAccess(int mostRows = PendingAccess.MostRows, int mostTallies = PendingAccess.MostTallies)
{
    public const int MostRows = 4_096, MostTallies = 4_096;

    /// <summary>Invalid requests within a minute from which on they are noted.</summary>
    public const int FewInvalid = 60;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly LinkedList<AccessEvent> rows = [];
    readonly Dictionary<Likeness, Tally> tallies = [];
    long dropped;

    /// <summary>What makes two refusals alike.</summary>
    readonly record struct Likeness(string Kind, string? Subject, string? Role, string? Issuer, string? Method, string? Operation, string? Route, int? Status, string? Code);

    sealed class Tally(TimeSpan since)
    {
        public TimeSpan Since { get; } = since;

        public bool IsNew { get; set; } = true;

        public long More { get; private set; }

        public string? TraceId { get; private set; }

        public void Add(AccessEvent one) => (IsNew, More, TraceId) = (false, More + 1, one.TraceId);
    }

    /// <summary>Rows that wait.</summary>
    public int Count
    {
        get
        {
            lock (gate) return rows.Count;
        }
    }

    /// <summary>Takes a row as it is; false when there is no place for it.</summary>
    public bool Add(AccessEvent happened)
    {
        lock (gate)
        {
            if (rows.Count < mostRows)
            {
                rows.AddLast(happened);
                return true;
            }

            dropped += happened.Count;
            return false;
        }
    }

    /// <summary>Takes a refusal; true when it became a row, false when it was added up or dropped.</summary>
    /// <param name="now">Of a clock that only goes forward.</param>
    public bool AddRefusal(AccessEvent refusal, TimeSpan now)
    {
        lock (gate)
        {
            if (TallyOf(refusal, now) is not { } tally)
            {
                dropped++;
                return false;
            }

            if (tally.IsNew && rows.Count < mostRows)
            {
                tally.IsNew = false;
                rows.AddLast(refusal);
                return true;
            }

            tally.Add(refusal);
            return false;
        }
    }

    /// <summary>Counts an invalid request; only many within a minute become a row.</summary>
    /// <param name="now">Of a clock that only goes forward.</param>
    public void AddInvalid(AccessEvent request, TimeSpan now)
    {
        lock (gate) TallyOf(request, now)?.Add(request);
    }

    /// <summary>Makes rows of what is added up: of the minutes that are over, or of all.</summary>
    /// <returns>The new rows; they wait with the others.</returns>
    public IReadOnlyList<AccessEvent> Close(TimeSpan now, bool all)
    {
        lock (gate)
        {
            List<AccessEvent> made = [];
            foreach (var (likeness, tally) in tallies)
            {
                if (!all && now - tally.Since < Window) continue;
                tallies.Remove(likeness);   // allowed while a dictionary is enumerated
                if (tally.More >= (likeness.Kind == AccessEventKind.Invalid ? FewInvalid : 1)) made.Add(Row(likeness, tally));
            }

            if (dropped > 0) made.Add(new AccessEvent(AccessEventKind.Dropped, Count: dropped));
            dropped = 0;
            foreach (var row in made) rows.AddLast(row);
            return made;
        }
    }

    /// <summary>The oldest rows, at most so many.</summary>
    public IReadOnlyList<AccessEvent> Take(int atMost)
    {
        lock (gate)
        {
            List<AccessEvent> taken = [];
            while (taken.Count < atMost && rows.First is { } first)
            {
                taken.Add(first.Value);
                rows.RemoveFirst();
            }

            return taken;
        }
    }

    /// <summary>Rows that could not be written wait again, in front; what finds no place any more is dropped.</summary>
    public void PutBack(IReadOnlyList<AccessEvent> taken)
    {
        lock (gate)
        {
            foreach (var row in taken.Reverse()) rows.AddFirst(row);
            while (rows.Count > mostRows + mostTallies)
            {
                dropped += rows.Last!.Value.Count;
                rows.RemoveLast();
            }
        }
    }

    /// <summary>What a request is added up in; null where there is no place for one more.</summary>
    Tally? TallyOf(AccessEvent one, TimeSpan now)
    {
        var likeness = new Likeness(one.Kind, one.Subject, one.Role, one.Issuer, one.Method, one.Operation, one.Route, one.Status, one.Code);
        if (tallies.TryGetValue(likeness, out var known)) return known;
        if (tallies.Count >= mostTallies) return null;
        return tallies[likeness] = new Tally(now);
    }

    static AccessEvent Row(Likeness like, Tally tally) => new(
        like.Kind, like.Subject, like.Role, like.Issuer, like.Method, like.Operation, like.Route, like.Status, like.Code, tally.TraceId, tally.More);
}

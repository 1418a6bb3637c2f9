namespace OzgTracker.EventStore.Streams;

/// <summary>How streams fold into states.</summary>
sealed class Aggregates
{
    readonly Dictionary<Type, object> folds = [];

    public void Add<TState, TEvent>(TState initial, Func<TState, TEvent, TState> evolve)
        where TEvent : notnull =>
        folds.Add(typeof(TState), new Fold<TState>(initial, (state, data) => evolve(state, (TEvent)data)));

    public TState Live<TState>(IReadOnlyList<IEvent> events)
    {
        var fold = Of<TState>();
        var state = fold.Initial;
        foreach (var happened in events) state = fold.Evolve(state, happened.Data);
        return state;
    }

    public TState Live<TState>(List<object> facts)
    {
        var fold = Of<TState>();
        var state = fold.Initial;
        foreach (var fact in facts) state = fold.Evolve(state, fact);
        return state;
    }

    Fold<TState> Of<TState>() => folds.TryGetValue(typeof(TState), out var known)
        ? (Fold<TState>)known
        : throw new InvalidOperationException($"{typeof(TState).Name} has no fold; add it with LiveStreamAggregation.");

    sealed record Fold<TState>(TState Initial, Func<TState, object, TState> Evolve);
}

using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.ReadModels;

/// <summary>Folded streams as columns, ready to be written with one statement per table.</summary>
sealed class StatusRows
{
    readonly List<(RolloutKey Cell, CellState State)> cells = [];
    readonly List<(RolloutKey Cell, Transition Transition, IEvent Cause)> transitions = [];

    public bool HasTransitions => transitions.Count > 0;

    /// <summary>Folds a stream; transitions only of events from <paramref name="firstNew"/> on, the others were written with an earlier page.</summary>
    public void Add(RolloutKey cell, IReadOnlyList<IEvent> events, long firstNew)
    {
        var state = Rollout.Initial;
        foreach (var happened in events)
        {
            var before = state;
            state = Rollout.Evolve(state, (IRolloutEvent)happened.Data);
            if (happened.Version < firstNew) continue;
            foreach (var transition in Transition.Between(before, state)) transitions.Add((cell, transition, happened));
        }

        foreach (var model in Timeline.ModelsOf(state)) cells.Add((cell, CellState.Of(state, events, model, DateOnly.MaxValue)));
    }

    public object?[] StatusParameters() =>
    [
        Column(cells, row => row.Cell.Unit.Value, NpgsqlDbType.Varchar),
        Column(cells, row => row.Cell.Service.Value, NpgsqlDbType.Varchar),
        Column(cells, row => row.State.Model, NpgsqlDbType.Varchar),
        Column(cells, row => (short)row.State.Step.Status, NpgsqlDbType.Smallint),
        Column(cells, row => (short?)row.State.Step.Level, NpgsqlDbType.Smallint),
        Column(cells, row => row.State.Since, NpgsqlDbType.Date),
        Column(cells, row => (short)row.State.Step.Evidence, NpgsqlDbType.Smallint),
        Column(cells, row => row.State.Claim?.EvidenceUrl, NpgsqlDbType.Varchar),
        Column(cells, row => row.State.LastReportedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
        Column(cells, row => row.State.Version, NpgsqlDbType.Bigint),
        Column(cells, row => row.State.Position, NpgsqlDbType.Bigint),
        Column(cells, row => row.State.ChangedAt!.Value.UtcDateTime, NpgsqlDbType.TimestampTz),
    ];

    public object?[] TransitionParameters() =>
    [
        Column(transitions, row => row.Cell.Unit.Value, NpgsqlDbType.Varchar),
        Column(transitions, row => row.Cell.Service.Value, NpgsqlDbType.Varchar),
        Column(transitions, row => row.Transition.Model, NpgsqlDbType.Varchar),
        Column(transitions, row => row.Transition.Step.ValidOn, NpgsqlDbType.Date),
        Column(transitions, row => row.Cause.Sequence, NpgsqlDbType.Bigint),
        Column(transitions, row => row.Cause.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
        Column(transitions, row => (short)row.Transition.Step.Status, NpgsqlDbType.Smallint),
        Column(transitions, row => (short?)row.Transition.Step.Level, NpgsqlDbType.Smallint),
        Column(transitions, row => (short)row.Transition.Step.Evidence, NpgsqlDbType.Smallint),
    ];

    static NpgsqlParameter<TValue[]> Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}

using System.Runtime.InteropServices;
using NpgsqlTypes;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Copying;

namespace OzgTracker.ReadModels;

/// <summary>Folded streams as rows of the two tables, ready to be written with one statement or one copy per table.</summary>
sealed class StatusRows
{
    public static readonly IReadOnlyList<string> CellColumns =
    [
        "municipality", "ozg_id", "model", "status", "level", "since", "evidence", "evidence_url", "last_reported_at", "version", "position", "changed_at",
        "verification", "whole_level", "leika_levels", "planned_level", "planned_for", "efa_offer", "efa_stage",
    ];

    public static readonly IReadOnlyList<string> TransitionColumns =
        ["municipality", "ozg_id", "model", "valid_on", "position", "recorded_at", "status", "level", "evidence", "verification", "whole_level", "leika_levels"];

    readonly List<CellRow> cells = [];
    readonly List<TransitionRow> transitions = [];

    /// <summary>Rows of the first table.</summary>
    public int CellCount => cells.Count;

    /// <summary>Rows of the second.</summary>
    public int TransitionCount => transitions.Count;

    /// <summary>Folds a stream; transitions only of events from <paramref name="firstNew"/> on, the others were written with an earlier page.</summary>
    public void Add(RolloutKey cell, ReadOnlySpan<IEvent> events, long firstNew)
    {
        if (!TryAddPlain(cell, events, firstNew)) AddAny(cell, events, firstNew);
    }

    public object?[] CellParameters() =>
    [
        Sql.Column(cells, row => row.Cell.Unit.Value, NpgsqlDbType.Varchar),
        Sql.Column(cells, row => row.Cell.Service.Value, NpgsqlDbType.Varchar),
        Sql.Column(cells, row => row.Model, NpgsqlDbType.Varchar),
        Sql.Column(cells, row => (short)row.Step.Status, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => (short?)row.Step.Level, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => row.Since, NpgsqlDbType.Date),
        Sql.Column(cells, row => (short)row.Step.Evidence, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => row.EvidenceUrl, NpgsqlDbType.Varchar),
        Sql.Column(cells, row => row.LastReportedAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
        Sql.Column(cells, row => row.Last.Version, NpgsqlDbType.Bigint),
        Sql.Column(cells, row => row.Last.Sequence, NpgsqlDbType.Bigint),
        Sql.Column(cells, row => row.Last.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
        Sql.Column(cells, row => (short)row.Step.Verification, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => (short?)row.Step.Leika.Whole, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => Literal(row.Step.Leika), NpgsqlDbType.Varchar),
        Sql.Column(cells, row => (short?)row.Project.Plan?.TargetLevel, NpgsqlDbType.Smallint),
        Sql.Column(cells, row => row.Project.Plan?.PlannedFor, NpgsqlDbType.Date),
        Sql.Column(cells, row => row.Project.Efa?.OfferId, NpgsqlDbType.Varchar),
        Sql.Column(cells, row => row.Project.Efa is { } efa ? Codes.Text(efa.Stage) : null, NpgsqlDbType.Varchar),
    ];

    public object?[] TransitionParameters() =>
    [
        Sql.Column(transitions, row => row.Cell.Unit.Value, NpgsqlDbType.Varchar),
        Sql.Column(transitions, row => row.Cell.Service.Value, NpgsqlDbType.Varchar),
        Sql.Column(transitions, row => row.Model, NpgsqlDbType.Varchar),
        Sql.Column(transitions, row => row.Step.ValidOn, NpgsqlDbType.Date),
        Sql.Column(transitions, row => row.Cause.Sequence, NpgsqlDbType.Bigint),
        Sql.Column(transitions, row => row.Cause.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
        Sql.Column(transitions, row => (short)row.Step.Status, NpgsqlDbType.Smallint),
        Sql.Column(transitions, row => (short?)row.Step.Level, NpgsqlDbType.Smallint),
        Sql.Column(transitions, row => (short)row.Step.Evidence, NpgsqlDbType.Smallint),
        Sql.Column(transitions, row => (short)row.Step.Verification, NpgsqlDbType.Smallint),
        Sql.Column(transitions, row => (short?)row.Step.Leika.Whole, NpgsqlDbType.Smallint),
        Sql.Column(transitions, row => Literal(row.Step.Leika), NpgsqlDbType.Varchar),
    ];

    /// <summary>For the next stream.</summary>
    public void Clear()
    {
        cells.Clear();
        transitions.Clear();
    }

    /// <summary>Writes rows in the order of <see cref="CellColumns"/>.</summary>
    public void WriteCells(CopyRows cellTable)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(cells))
        {
            cellTable.StartRow();
            cellTable.Write(row.Cell.Unit.Value);
            cellTable.Write(row.Cell.Service.Value);
            cellTable.Write(row.Model);
            cellTable.Write((short)row.Step.Status);
            cellTable.Write((short?)row.Step.Level);
            cellTable.Write(row.Since);
            cellTable.Write((short)row.Step.Evidence);
            cellTable.Write(row.EvidenceUrl);
            cellTable.Write(row.LastReportedAt);
            cellTable.Write(row.Last.Version);
            cellTable.Write(row.Last.Sequence);
            cellTable.Write(row.Last.Timestamp);
            cellTable.Write((short)row.Step.Verification);
            cellTable.Write((short?)row.Step.Leika.Whole);
            cellTable.Write(row.Step.Leika.Named.AsSpan());
            cellTable.Write((short?)row.Project.Plan?.TargetLevel);
            cellTable.Write(row.Project.Plan?.PlannedFor);
            cellTable.Write(row.Project.Efa?.OfferId);
            cellTable.Write(row.Project.Efa is { } efa ? Codes.Text(efa.Stage) : null);
        }
    }

    /// <summary>Writes rows in the order of <see cref="TransitionColumns"/>.</summary>
    public void WriteTransitions(CopyRows transitionTable)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(transitions))
        {
            transitionTable.StartRow();
            transitionTable.Write(row.Cell.Unit.Value);
            transitionTable.Write(row.Cell.Service.Value);
            transitionTable.Write(row.Model);
            transitionTable.Write(row.Step.ValidOn);
            transitionTable.Write(row.Cause.Sequence);
            transitionTable.Write(row.Cause.Timestamp);
            transitionTable.Write((short)row.Step.Status);
            transitionTable.Write((short?)row.Step.Level);
            transitionTable.Write((short)row.Step.Evidence);
            transitionTable.Write((short)row.Step.Verification);
            transitionTable.Write((short?)row.Step.Leika.Whole);
            transitionTable.Write(row.Step.Leika.Named.AsSpan());
        }
    }

    /// <summary>
    /// The usual stream, without a timeline: reports on the whole service in the default model, none of them backdated. Then each report is a step of its own and
    /// the last one decides. Must say what <see cref="AddAny"/> says; a test compares the two on random histories.
    /// </summary>
    bool TryAddPlain(RolloutKey cell, ReadOnlySpan<IEvent> events, long firstNew)
    {
        var before = DateOnly.MinValue;
        foreach (var happened in events)
        {
            if (happened.Data is not MaturityReported { LeikaIds: null } report || report.ValidOn <= before || report.Model != MaturityModel.Default) return false;
            before = report.ValidOn;
        }

        TimelineStep step = default;
        DateOnly? since = null;
        foreach (var happened in events)
        {
            var report = (MaturityReported)happened.Data;
            if (since is null || step.Level != report.Level) since = report.ValidOn;
            step = new TimelineStep(report.ValidOn, CellStatus.Reported, report.Level, Evidence(report), happened.Version);
            if (happened.Version >= firstNew) transitions.Add(new TransitionRow(cell, MaturityModel.Default, step, happened));
        }

        var last = events[^1];
        cells.Add(new CellRow(cell, MaturityModel.Default, step, since, ((MaturityReported)last.Data).EvidenceUrl, last.Timestamp, last, default));
        return true;
    }

    void AddAny(RolloutKey cell, ReadOnlySpan<IEvent> events, long firstNew)
    {
        var state = Rollout.Initial;
        foreach (var happened in events)
        {
            var before = state;
            state = Rollout.Evolve(state, (IRolloutEvent)happened.Data);
            if (happened.Version < firstNew) continue;
            foreach (var transition in Transition.Between(before, state)) transitions.Add(new TransitionRow(cell, transition.Model, transition.Step, happened));
        }

        foreach (var model in Timeline.ModelsOf(state))
        {
            var timeline = new Timeline(state, model);
            cells.Add(new CellRow(
                cell, model, timeline.On(DateOnly.MaxValue), timeline.Since(DateOnly.MaxValue), timeline.ClaimOn(DateOnly.MaxValue)?.EvidenceUrl,
                state.LastHeard == 0 ? null : events[(int)state.LastHeard - 1].Timestamp, events[^1], ProjectState.Of(state, model)));
        }
    }

    /// <summary>An array of arrays of different lengths is none that PostgreSQL knows, so each travels as text.</summary>
    static string? Literal(LeikaLevels levels) => levels.IsEmpty ? null : $"{{{string.Join(',', levels.Named)}}}";

    static EvidenceState Evidence(MaturityReported report) => report.EvidenceUrl is null ? EvidenceState.None : EvidenceState.Supported;

    readonly record struct CellRow(
        RolloutKey Cell, string Model, TimelineStep Step, DateOnly? Since, string? EvidenceUrl, DateTimeOffset? LastReportedAt, IEvent Last, ProjectState Project);

    readonly record struct TransitionRow(RolloutKey Cell, string Model, TimelineStep Step, IEvent Cause);
}

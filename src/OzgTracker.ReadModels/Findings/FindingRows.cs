using NpgsqlTypes;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Copying;

namespace OzgTracker.ReadModels;

/// <summary>The findings of whole streams, open and resolved ones, ready to be written.</summary>
sealed class FindingRows
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "municipality", "ozg_id", "model", "kind", "opened_position", "opened_at", "since", "level", "detail", "resolved_position", "resolved_at", "position",
    ];

    readonly List<Row> rows = [];

    public int Count => rows.Count;

    /// <summary>Goes through a stream event by event: what is there after one and was not before was opened by it.</summary>
    /// <param name="events">From the first one on.</param>
    public void Add(RolloutKey cell, ReadOnlySpan<IEvent> events)
    {
        if (IsUneventful(events)) return;

        var state = Rollout.Initial;
        Dictionary<(string Model, FindingKind Kind), Row> open = [];
        foreach (var happened in events)
        {
            state = Rollout.Evolve(state, (IRolloutEvent)happened.Data);
            foreach (var model in Timeline.ModelsOf(state)) Compare(cell, model, [.. CellFindings.Of(state, model)], open, happened);
        }
    }

    public object?[] Parameters() =>
    [
        Sql.Column(rows, row => row.Cell.Unit.Value, NpgsqlDbType.Varchar),
        Sql.Column(rows, row => row.Cell.Service.Value, NpgsqlDbType.Varchar),
        Sql.Column(rows, row => row.Model, NpgsqlDbType.Varchar),
        Sql.Column(rows, row => Codes.Text(row.Found.Kind), NpgsqlDbType.Varchar),
        Sql.Column(rows, row => row.Opened.Sequence, NpgsqlDbType.Bigint),
        Sql.Column(rows, row => row.Opened.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
        Sql.Column(rows, row => row.Found.Since, NpgsqlDbType.Date),
        Sql.Column(rows, row => (short?)row.Found.Level, NpgsqlDbType.Smallint),
        Sql.Column(rows, row => row.Found.Detail, NpgsqlDbType.Varchar),
        Sql.Column(rows, row => row.Resolved?.Sequence, NpgsqlDbType.Bigint),
        Sql.Column(rows, row => row.Resolved?.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
        Sql.Column(rows, row => row.Last.Sequence, NpgsqlDbType.Bigint),
    ];

    /// <summary>Writes the rows to a copy and forgets them.</summary>
    public void WriteTo(CopyRows table)
    {
        foreach (var row in rows)
        {
            table.StartRow();
            table.Write(row.Cell.Unit.Value);
            table.Write(row.Cell.Service.Value);
            table.Write(row.Model);
            table.Write(Codes.Text(row.Found.Kind));
            table.Write(row.Opened.Sequence);
            table.Write(row.Opened.Timestamp);
            table.Write(row.Found.Since);
            table.Write((short?)row.Found.Level);
            table.Write(row.Found.Detail);
            if (row.Resolved is { } resolved)
            {
                table.Write(resolved.Sequence);
                table.Write(resolved.Timestamp);
            }
            else
            {
                table.Null();
                table.Null();
            }

            table.Write(row.Last.Sequence);
        }

        rows.Clear();
    }

    void Compare(RolloutKey cell, string model, Finding[] found, Dictionary<(string Model, FindingKind Kind), Row> open, IEvent happened)
    {
        foreach (var finding in found)
        {
            if (!open.TryGetValue((model, finding.Kind), out var row))
            {
                row = new Row { Cell = cell, Model = model, Opened = happened, Found = finding, Last = happened };
                rows.Add(row);
                open.Add((model, finding.Kind), row);
            }
            else if (row.Found != finding)
            {
                (row.Found, row.Last) = (finding, happened);
            }
        }

        foreach (var gone in open.Keys.Where(key => key.Model == model && !found.Any(finding => finding.Kind == key.Kind)).ToArray())
        {
            (open[gone].Resolved, open[gone].Last) = (happened, happened);
            open.Remove(gone);
        }
    }

    /// <summary>The usual stream: reports on the whole service, one after the other, that never fall. Nothing in it is a finding.</summary>
    static bool IsUneventful(ReadOnlySpan<IEvent> events)
    {
        var (day, level) = (DateOnly.MinValue, 0);
        foreach (var happened in events)
        {
            if (happened.Data is not MaturityReported { LeikaIds: null } report || report.ValidOn <= day || report.Level < level) return false;
            if (report.Model != ((MaturityReported)events[0].Data).Model) return false;
            (day, level) = (report.ValidOn, report.Level);
        }

        return true;
    }

    sealed class Row
    {
        public required RolloutKey Cell { get; init; }

        public required string Model { get; init; }

        public required IEvent Opened { get; init; }

        /// <summary>As it was at the last event that changed it.</summary>
        public required Finding Found { get; set; }

        public IEvent? Resolved { get; set; }

        public required IEvent Last { get; set; }
    }
}

using Npgsql;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>The events of many streams as columns, for a few statements that write all of them.</summary>
sealed class SetWiseAppend
{
    readonly List<StreamAction> fresh;
    readonly List<StreamAction> moved;
    readonly Dictionary<string, long> known;
    readonly StreamAction[] owners;
    readonly Guid[] ids;
    readonly string[] keys;
    readonly long[] versions;
    readonly byte[][] data;
    readonly int[] kinds;
    readonly List<EventType> distinct = [];

    /// <summary>Serializes everything.</summary>
    /// <param name="actions">Each with its own stream.</param>
    /// <param name="known">Versions of streams that were looked up.</param>
    /// <param name="types">How events are written.</param>
    public SetWiseAppend(List<StreamAction> actions, Dictionary<string, long> known, EventTypes types)
    {
        this.known = known;
        fresh = actions.FindAll(IsFresh);
        moved = fresh.Count == actions.Count ? [] : actions.FindAll(action => !IsFresh(action));
        var count = 0;
        foreach (var action in actions) count += action.Events.Count;
        (owners, ids, keys, versions, data, kinds) =
            (new StreamAction[count], new Guid[count], new string[count], new long[count], new byte[count][], new int[count]);
        var row = 0;
        foreach (var action in actions)
        {
            var version = Expected(action);
            foreach (var happened in action.Events)
            {
                var type = types.Of(happened);
                (owners[row], ids[row], keys[row], versions[row]) = (action, Guid.CreateVersion7(), action.StreamKey, ++version);
                (data[row], kinds[row]) = (type.Serialize(happened), Kind(type));
                row++;
            }
        }
    }

    /// <summary>Adds the statements; the last one added returns what <see cref="ReadAsync"/> reads.</summary>
    public void AddTo(NpgsqlBatch batch, SessionMetadata metadata)
    {
        if (fresh.Count > 0)
            batch.BatchCommands.Add(AppendParameters.Command(
                AppendSql.InsertStreams,
                AppendParameters.Array(fresh, action => action.StreamKey),
                AppendParameters.Array(fresh, action => (long)action.Events.Count)));
        if (moved.Count > 0)
            batch.BatchCommands.Add(AppendParameters.Command(
                AppendSql.MoveStreams,
                AppendParameters.Array(moved, action => action.StreamKey),
                AppendParameters.Array(moved, Expected),
                AppendParameters.Array(moved, action => Expected(action) + action.Events.Count)));
        batch.BatchCommands.Add(AppendParameters.WithMetadata(metadata, AppendParameters.Command(
            AppendSql.InsertManyEvents,
            new NpgsqlParameter<Guid[]> { TypedValue = ids },
            AppendParameters.Column(keys),
            new NpgsqlParameter<long[]> { TypedValue = versions },
            AppendParameters.Column(data),
            new NpgsqlParameter<int[]> { TypedValue = kinds },
            AppendParameters.Column([.. distinct.Select(type => type.StoredName)]),
            AppendParameters.Column([.. distinct.Select(type => type.DotNetType)]))));
    }

    /// <summary>Gives each event its number.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader)
    {
        // A statement without a result set is stepped over by the reader itself; moving streams returns one, empty.
        if (moved.Count > 0) await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        var numbers = reader.GetFieldValue<long[]>(0);
        var at = reader.GetFieldValue<DateTimeOffset>(1);
        for (var row = 0; row < numbers.Length; row++) owners[row].Appended.Add(new AppendedEvent(numbers[row], versions[row], at));
    }

    bool IsFresh(StreamAction action) => action.ExpectedVersion is 0 || (action.ExpectedVersion is null && !known.ContainsKey(action.StreamKey));

    long Expected(StreamAction action) => action.ExpectedVersion ?? known.GetValueOrDefault(action.StreamKey);

    /// <summary>Number of the type in the arrays of names, from 1 as PostgreSQL counts; the names are sent once and not with every event.</summary>
    int Kind(EventType type)
    {
        var index = distinct.IndexOf(type);
        if (index >= 0) return index + 1;
        distinct.Add(type);
        return distinct.Count;
    }
}

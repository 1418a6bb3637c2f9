using Npgsql;

namespace OzgTracker.EventStore.Appending;

/// <summary>What one call of <c>SaveChangesAsync</c> writes.</summary>
/// <param name="Actions">In the order of their stream keys once the appender has them.</param>
/// <param name="Metadata">Of all events.</param>
/// <param name="Commands">Run after the events.</param>
/// <param name="Participant">Runs before and after everything else; null for none.</param>
sealed record Save(List<StreamAction> Actions, SessionMetadata Metadata, List<NpgsqlBatchCommand> Commands, ISaveParticipant? Participant)
{
    /// <summary>What has to be the first thing in the transaction.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> First()
    {
        var queue = new Queue();
        Participant?.BeforeAppend(queue);
        return queue.Commands;
    }

    /// <summary>What has to be the last thing before the commit.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Last()
    {
        var queue = new Queue();
        Participant?.BeforeCommit(queue);
        return queue.Commands;
    }

    /// <summary>After a rollback nothing has been appended, and the commands are as good as new: one that was sent knows the statement that its connection had prepared for it.</summary>
    public void Forget()
    {
        foreach (var action in Actions) action.Appended.Clear();
        for (var at = 0; at < Commands.Count; at++) Commands[at] = SqlCommands.Copy(Commands[at]);
    }

    sealed class Queue : IDocumentOperations
    {
        public List<NpgsqlBatchCommand> Commands { get; } = [];

        public void QueueSqlCommand(string sql, params object?[] parameters) => Commands.Add(SqlCommands.Create(sql, parameters));
    }
}

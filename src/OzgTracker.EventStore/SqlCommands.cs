using Npgsql;

namespace OzgTracker.EventStore;

/// <summary>Batch commands with positional parameters.</summary>
static class SqlCommands
{
    public static NpgsqlBatchCommand Create(string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}

using System.Net.Sockets;
using Npgsql;

namespace OzgTracker.EventStore.Appending;

/// <summary>Knows whether a transaction that did not end well may have been committed all the same.</summary>
/// <remarks>
/// Two ways that it may: the connection is gone while the commit was on its way, or the server says "committed" together with a warning that it gave up
/// waiting for its standby (an administrator's cancel, a shutdown). Such a transaction is visible now and lost after a failover.
/// </remarks>
sealed class CommitWatch : IDisposable
{
    readonly NpgsqlConnection connection;
    bool onItsWay;
    string? warning;

    public CommitWatch(NpgsqlConnection connection)
    {
        this.connection = connection;
        connection.Notice += Hear;
    }

    /// <summary>From here on the server may have been told to commit.</summary>
    public void CommitFollows() => onItsWay = true;

    /// <summary>False where it is certain that nothing was written.</summary>
    public bool IsUnknownAfter(Exception error) => onItsWay && (warning is not null || LeavesOpen(error));

    /// <exception cref="UnknownOutcomeException">The commit came with a warning.</exception>
    public void Confirm()
    {
        if (warning is not null) throw new UnknownOutcomeException($"The commit was confirmed under a warning: {warning}");
    }

    public void Dispose() => connection.Notice -= Hear;

    /// <summary>An ERROR of the server proves the rollback. A session that was ended (FATAL, PANIC), a broken connection and a time limit prove nothing.</summary>
    internal static bool LeavesOpen(Exception error) => error switch
    {
        PostgresException { InvariantSeverity: not "ERROR" } => true,
        PostgresException { SqlState: ['0', '8', ..] or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => true,
        PostgresException => false,
        NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Texts are translated by the server, so only severity and SQLSTATE count; statements of a save raise no other warnings.</summary>
    void Hear(object sender, NpgsqlNoticeEventArgs args)
    {
        if (args.Notice is { InvariantSeverity: "WARNING", SqlState: PostgresErrorCodes.Warning or PostgresErrorCodes.AdminShutdown }) warning = args.Notice.MessageText;
    }
}

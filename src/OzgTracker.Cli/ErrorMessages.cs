using Npgsql;
using OzgTracker.EmbeddedPostgres;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Schema;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Cli;

/// <summary>One line for whoever typed the command.</summary>
static class ErrorMessages
{
    public static string For(Exception error, OzgSettings settings) => error switch
    {
        CliException or EmbeddedPostgresException or SchemaException or UnsafeSettingException or SyntheticGermanyException or EvidenceBusyException or FeedException => error.Message,
        ConcurrencyException or ArchivedStreamException or UnknownEventTypeException => error.Message,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"The database {DatabaseName.Of(settings)} refuses the connection: {refused.MessageText}",
        PostgresException postgres => $"The database {DatabaseName.Of(settings)} says: {postgres.MessageText} (SQLSTATE {postgres.SqlState})",
        NpgsqlException => $"The database {DatabaseName.Of(settings)} does not answer: {error.InnerException?.Message ?? error.Message}",
        TimeoutException => $"The database {DatabaseName.Of(settings)} does not answer: {error.Message}",
        InvalidDataException or IOException or UnauthorizedAccessException => error.Message,
        _ => $"Unexpected {error.GetType().Name}: {error.Message} (OZG_DEBUG=1 shows where)",
    };
}

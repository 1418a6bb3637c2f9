using OzgTracker.Operations;

namespace OzgTracker.Api.Hosting;

/// <summary>Settings of the connection to the database, section <c>Database</c>.</summary>
sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>What a server that is not this machine has to prove: <c>VerifyFull</c>, or <c>VerifyCA</c> where its certificate cannot name the host.</summary>
    public DatabaseTls Tls { get; init; }
}

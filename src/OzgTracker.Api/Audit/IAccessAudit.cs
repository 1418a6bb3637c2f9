namespace OzgTracker.Api.Audit;

/// <summary>Where other rooms note what the audit cannot see by itself.</summary>
/// <remarks>Most need not: writes under the policy <c>Administer</c> are noted without a word, and <c>Endpoint.RecordedAs</c> gives one its own kind.</remarks>
interface IAccessAudit
{
    /// <summary>Writes the event before it returns; nothing is dropped.</summary>
    /// <exception cref="Npgsql.NpgsqlException">It could not be written, so what it speaks of must not be answered as done.</exception>
    Task Note(AccessEvent happened, CancellationToken ct);
}

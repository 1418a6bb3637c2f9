namespace OzgTracker.EventStore.Audit;

/// <summary>The end of the audit chain. Kept elsewhere, it proves later that nothing up to its position was changed.</summary>
/// <param name="Position">Everything up to here is sealed; 0 while nothing is.</param>
/// <param name="Hash">SHA-256 of the last block, in lower-case hexadecimal digits; zeros while there is none.</param>
/// <param name="Blocks">How many blocks the chain has.</param>
/// <param name="SealedAt">When the last block was sealed; null while there is none.</param>
public sealed record AuditHead(long Position, string Hash, long Blocks, DateTimeOffset? SealedAt)
{
    /// <summary>The head of a chain without blocks.</summary>
    public static AuditHead Empty { get; } = new(0, new string('0', 2 * AuditBlock.HashLength), 0, null);
}

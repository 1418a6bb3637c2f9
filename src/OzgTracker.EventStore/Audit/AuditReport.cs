namespace OzgTracker.EventStore.Audit;

/// <summary>What a verification found.</summary>
/// <param name="Head">The end of the chain as it was read.</param>
/// <param name="Events">Sealed events that were looked at.</param>
/// <param name="Unsealed">Events behind the end of the chain; nothing can be said about them yet.</param>
/// <param name="FindingCount">How much differs.</param>
/// <param name="Findings">In the order of the chain, at most <see cref="MostFindings"/>.</param>
public sealed record AuditReport(AuditHead Head, long Events, long Unsealed, long FindingCount, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>Nobody reads more; the first ones say where to look.</summary>
    public const int MostFindings = 1_000;

    /// <summary>Whether everything sealed is as it was.</summary>
    public bool IsIntact => FindingCount == 0;
}

/// <summary>Something that is not as it was sealed.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="Position">Of the event; for a fault of the block itself the first position that it should have.</param>
/// <param name="Fault">What is wrong.</param>
public sealed record AuditFinding(long Block, long Position, AuditFault Fault)
{
    /// <summary>The same in a sentence.</summary>
    public string What => Fault switch
    {
        AuditFault.EventChanged => "the event is not the one that was sealed",
        AuditFault.EventMissing => "the event that was sealed is gone",
        AuditFault.EventAdded => "the event was put in after the sealing",
        AuditFault.BlockChanged => "the row of the block was changed",
        AuditFault.BlockMissing => "the row of the block is gone",
        AuditFault.BlockUnlinked => "the block does not continue the one before: the chain was made anew up to here or from here on",
        AuditFault.HeadMissing => "no block ends at the head that was kept: the chain was cut off or made anew",
        AuditFault.HeadDiffers => "the block has another hash than the head that was kept: the chain was made anew",
    };
}

/// <summary>Kinds of findings.</summary>
public enum AuditFault
{
    /// <summary>At the position is another event than the sealed one.</summary>
    EventChanged,

    /// <summary>A sealed event is gone.</summary>
    EventMissing,

    /// <summary>An event among the sealed ones was not there when they were sealed.</summary>
    EventAdded,

    /// <summary>The events are as they were sealed, or were not the cause; the row of the block itself is not.</summary>
    BlockChanged,

    /// <summary>The row of a block is gone.</summary>
    BlockMissing,

    /// <summary>A block is consistent in itself and names another predecessor.</summary>
    BlockUnlinked,

    /// <summary>No block ends where the kept head says.</summary>
    HeadMissing,

    /// <summary>The block that ends there has another hash.</summary>
    HeadDiffers,
}

/// <summary>A head as it was kept elsewhere.</summary>
/// <param name="Position">Everything up to here was sealed.</param>
/// <param name="Hash">Of the block that ended there, in hexadecimal digits.</param>
public sealed record KeptHead(long Position, string Hash);

/// <summary>How far a verification is.</summary>
/// <param name="Done">Events that were looked at.</param>
/// <param name="Total">Events that the blocks say they have.</param>
public readonly record struct AuditProgress(long Done, long Total);

using Npgsql;

namespace OzgTracker.EventStore.Audit;

/// <summary>One pass over the log beside one pass over the chain.</summary>
sealed class ChainVerifier : IDisposable
{
    readonly EventTuples events;
    readonly KeptHead? kept;
    readonly Leaves leaves = new();
    readonly List<AuditFinding> findings = [];
    long findingCount;
    long sealedEvents;

    /// <summary>The block before, as its row says.</summary>
    AuditBlock previous = AuditBlock.None;

    /// <summary>Whether the row before was in order, so that what follows can be held against it.</summary>
    bool previousIsSound = true;
    bool keptIsFound;

    ChainVerifier(EventTuples events, KeptHead? kept) => (this.events, this.kept) = (events, kept);

    public static async Task<AuditReport> RunAsync(NpgsqlDataSource source, NpgsqlConnection log, KeptHead? kept, IProgress<AuditProgress>? progress, CancellationToken ct)
    {
        await using var chain = await source.OpenConnectionAsync(ct);
        var total = await Total(chain, ct);
        await using var command = new NpgsqlCommand($"select {AuditChain.Columns} from ozg.audit_block order by number", chain) { CommandTimeout = 0 };
        // The chain first: all events that its snapshot has sealed are in the later snapshot of the log.
        await using var blocks = await command.ExecuteReaderAsync(ct);

        await using var reading = await log.BeginTransactionAsync(ct);
        await using var events = await EventTuples.OpenAsync(log, long.MinValue, ct);
        using var verifier = new ChainVerifier(events, kept);
        for (var next = await ReadBlock(blocks, ct); next is { } block;)
        {
            next = await ReadBlock(blocks, ct);
            await verifier.Verify(block, next, ct);
            progress?.Report(new AuditProgress(Math.Min(verifier.sealedEvents, total), total));
        }

        return await verifier.Report(ct);
    }

    public void Dispose() => leaves.Dispose();

    static async Task<long> Total(NpgsqlConnection chain, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select coalesce(sum(events), 0)::bigint from ozg.audit_block", chain);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<AuditBlock?> ReadBlock(NpgsqlDataReader blocks, CancellationToken ct) => await blocks.ReadAsync(ct) ? AuditChain.Read(blocks) : null;

    async Task<AuditReport> Report(CancellationToken ct)
    {
        if (kept is { Position: > 0 } && !keptIsFound) Add(previous.Number, kept.Position, AuditFault.HeadMissing);
        var unsealed = 0L;
        for (; events.Position != EventTuples.End; await events.MoveAsync(ct)) unsealed++;
        return new AuditReport(previous.Head, sealedEvents, unsealed, findingCount, findings);
    }

    async Task Verify(AuditBlock block, AuditBlock? next, CancellationToken ct)
    {
        if (block.Number != previous.Number + 1)
        {
            if (block.Number <= previous.Number || block.FirstPosition <= previous.LastPosition)
            {
                // A row with a number that is not its own. Where it belongs a block is missing, and that one's events are passed over there.
                Add(block.Number, block.FirstPosition, AuditFault.BlockChanged);
                return;
            }

            Add(previous.Number + 1, previous.LastPosition + 1, AuditFault.BlockMissing);
            for (; events.Position < block.FirstPosition; await events.MoveAsync(ct)) sealedEvents++;
            previousIsSound = false;
        }

        leaves.Clear();
        for (var end = EndOf(block, next); events.Position <= end; await events.MoveAsync(ct)) leaves.Add(events.Position, events.Bytes);
        sealedEvents += leaves.Count;

        var isSound = Judge(block);
        CompareWithKept(block);
        (previous, previousIsSound) = (block, isSound);
    }

    /// <summary>
    /// The last position that belongs to a block: what its row says, unless that contradicts its locators or those of the next one. Then one of the rows was changed,
    /// and the events should not be blamed for it.
    /// </summary>
    static long EndOf(AuditBlock block, AuditBlock? next)
    {
        var from = block.Locators.Length < Leaves.LocatorLength ? block.FirstPosition - 1 : Leaves.PositionIn(block.Locators.AsSpan(^Leaves.LocatorLength..));
        var before = next is null || next.Locators.Length < Leaves.LocatorLength ? EventTuples.End : Leaves.PositionIn(next.Locators);
        if (block.LastPosition >= from && block.LastPosition < before) return block.LastPosition;
        return next is not null && next.FirstPosition > from && next.FirstPosition <= before ? next.FirstPosition - 1 : from;
    }

    /// <summary>Adds what is wrong with a block, and tells whether its row is in order.</summary>
    bool Judge(AuditBlock block)
    {
        var differences = Compare(block, out var matching);
        var first = previousIsSound ? previous.LastPosition + 1 : block.FirstPosition;
        if (block.HashWith(leaves.Content()).AsSpan().SequenceEqual(block.Hash))
        {
            // All events are as they were sealed: whatever the locators say, they are what was changed.
            if (differences.Count > 0) return Unsound(block, first, AuditFault.BlockChanged);
            var follows = block.FirstPosition == previous.LastPosition + 1 && block.PreviousHash.AsSpan().SequenceEqual(previous.Hash);
            return follows || !previousIsSound || Unsound(block, first, AuditFault.BlockUnlinked);
        }

        var onlyAdded = differences.TrueForAll(finding => finding.Fault == AuditFault.EventAdded);
        if (onlyAdded && !block.HashWith(leaves.ContentOf(matching)).AsSpan().SequenceEqual(block.Hash)) return Unsound(block, first, AuditFault.BlockChanged);
        foreach (var finding in differences) Add(finding);
        return true;
    }

    bool Unsound(AuditBlock block, long position, AuditFault fault)
    {
        Add(block.Number, position, fault);
        return false;
    }

    /// <summary>Holds the events against the locators of the block.</summary>
    List<AuditFinding> Compare(AuditBlock block, out List<int> matching)
    {
        var differences = new List<AuditFinding>();
        matching = new List<int>(leaves.Count);
        var index = 0;
        for (var rest = block.Locators.AsSpan(); rest.Length >= Leaves.LocatorLength; rest = rest[Leaves.LocatorLength..])
        {
            var locator = rest[..Leaves.LocatorLength];
            var position = Leaves.PositionIn(locator);
            for (; index < leaves.Count && leaves.Positions[index] < position; index++) differences.Add(new(block.Number, leaves.Positions[index], AuditFault.EventAdded));
            if (index == leaves.Count || leaves.Positions[index] > position)
            {
                differences.Add(new(block.Number, position, AuditFault.EventMissing));
                continue;
            }

            if (leaves.Matches(index, locator)) matching.Add(index);
            else differences.Add(new(block.Number, position, AuditFault.EventChanged));
            index++;
        }

        for (; index < leaves.Count; index++) differences.Add(new(block.Number, leaves.Positions[index], AuditFault.EventAdded));
        return differences;
    }

    void CompareWithKept(AuditBlock block)
    {
        if (kept is null || block.LastPosition != kept.Position) return;
        keptIsFound = true;
        if (!string.Equals(Convert.ToHexString(block.Hash), kept.Hash, StringComparison.OrdinalIgnoreCase)) Add(block.Number, kept.Position, AuditFault.HeadDiffers);
    }

    void Add(long block, long position, AuditFault fault) => Add(new AuditFinding(block, position, fault));

    void Add(AuditFinding finding)
    {
        findingCount++;
        if (findings.Count < AuditReport.MostFindings) findings.Add(finding);
    }
}

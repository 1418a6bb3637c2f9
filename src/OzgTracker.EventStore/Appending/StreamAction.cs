namespace OzgTracker.EventStore.Appending;

/// <summary>Events waiting to be appended to one stream.</summary>
/// <param name="StreamKey">The stream.</param>
/// <param name="ExpectedVersion">The version that was read, 0 for none yet, null for any.</param>
/// <param name="Events">In order, at least one.</param>
sealed record StreamAction(string StreamKey, long? ExpectedVersion, List<object> Events) : IStreamReceipt
{
    /// <summary>What the database gave the events, known after the save.</summary>
    public List<AppendedEvent> Appended { get; } = [];

    IReadOnlyList<AppendedEvent> IStreamReceipt.Appended => Appended;
}

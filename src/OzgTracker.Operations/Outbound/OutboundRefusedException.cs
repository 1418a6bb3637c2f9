namespace OzgTracker.Operations.Outbound;

/// <summary>A request was not sent, because its address is none that this program lets itself be sent to.</summary>
public sealed class OutboundRefusedException(string reason) : Exception(reason);

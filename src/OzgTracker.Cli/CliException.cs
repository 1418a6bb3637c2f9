namespace OzgTracker.Cli;

/// <summary>The command cannot do what it was asked; the message says what to do instead.</summary>
sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);

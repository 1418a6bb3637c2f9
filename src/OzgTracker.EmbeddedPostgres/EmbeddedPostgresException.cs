namespace OzgTracker.EmbeddedPostgres;

/// <summary>The reason why the private server cannot be used, with what to do about it.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>A refusal to start.</summary>
    public EmbeddedPostgresException(string code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>Stable name of the reason in kebab-case; README.md lists them all.</summary>
    public string Code { get; }
}

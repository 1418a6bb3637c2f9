namespace OzgTracker.Operations;

/// <summary>A setting with which no process of this program starts; the message names it and says how to mend it, and never holds a secret.</summary>
public sealed class UnsafeSettingException(string message) : Exception(message);

/// <summary>What the server of a connection that leaves this machine has to prove (setting <c>Database:Tls</c>).</summary>
public enum DatabaseTls
{
    /// <summary>Its certificate is good and names the host.</summary>
    VerifyFull,

    /// <summary>Its certificate is good; for hosts that their certificates cannot name.</summary>
    VerifyCA,
}

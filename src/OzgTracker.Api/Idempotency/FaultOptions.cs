namespace OzgTracker.Api.Idempotency;

/// <summary>Defects on purpose, section <c>Faults</c>, so that the fault tests can show that they would notice them. Never for an installation.</summary>
sealed class FaultOptions
{
    public const string Section = "Faults";

    const string Permission = "OZG_FAULTS_ALLOWED";

    /// <summary>Takes keys and ignores them.</summary>
    public bool NoIdempotency { get; init; }

    /// <exception cref="InvalidDataException">A defect is asked for and the environment does not permit any.</exception>
    public void Check()
    {
        if (NoIdempotency && Environment.GetEnvironmentVariable(Permission) != "1")
            throw new InvalidDataException($"{Section}:{nameof(NoIdempotency)} breaks the promise of idempotency keys; only a test that sets {Permission}=1 may have it.");
    }
}

namespace OzgTracker.Operations.Demo;

/// <summary>What a step of an invented history is.</summary>
public enum SyntheticStepKind
{
    /// <summary>A report on the whole service in the model 1.1.</summary>
    Reported,

    /// <summary>A report on some of its LeiKa services.</summary>
    ReportedLeika,

    /// <summary>A report in the model 2.0.</summary>
    ReportedInModel20,

    /// <summary>A correction of an earlier report.</summary>
    Corrected,

    /// <summary>An earlier report was taken back; what was before holds again.</summary>
    Withdrawn,

    /// <summary>A coordinator checked the level.</summary>
    Verified,

    /// <summary>The unit does not execute the service.</summary>
    NotCompetent,

    /// <summary>The contract on an EfA service was signed.</summary>
    EfaContracted,

    /// <summary>The EfA service is live.</summary>
    EfaLive,
}

/// <summary>One event of an invented history, before it becomes an object.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Day">The day from which it counts.</param>
/// <param name="Level">The level that is claimed; 0 where none is.</param>
/// <param name="HasEvidence">Whether the claim names an address.</param>
/// <param name="Claim">Version of the claim that it corrects, withdraws or verifies; 0 otherwise.</param>
public readonly record struct SyntheticStep(SyntheticStepKind Kind, DateOnly Day, int Level, bool HasEvidence, int Claim)
{
    /// <summary>Whether the value of the cell may be another from <see cref="Day"/> on; steps with EfA services tell of the project only.</summary>
    public bool IsTransition => Kind is not (SyntheticStepKind.EfaContracted or SyntheticStepKind.EfaLive);
}

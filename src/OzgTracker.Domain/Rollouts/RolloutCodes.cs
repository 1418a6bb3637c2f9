namespace OzgTracker.Domain.Rollouts;

/// <summary>Who saw a piece of evidence.</summary>
public static class EvidenceSources
{
    /// <summary>The Portalverbund Online-Gateway.</summary>
    public const string Pvog = "pvog";

    /// <summary>The Dashboard Digitale Verwaltung.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>A check of the link.</summary>
    public const string LinkCheck = "linkCheck";

    /// <summary>The unit itself.</summary>
    public const string Self = "self";

    /// <summary>A certificate of a third party.</summary>
    public const string Certificate = "certificate";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pvog, Dashboard, LinkCheck, Self, Certificate];
}

/// <summary>Level of assurance of an identity (<i>Vertrauensniveau</i>), in the words of eIDAS.</summary>
public enum AssuranceLevel
{
    /// <summary>Niedrig.</summary>
    Low,

    /// <summary>Substantiell.</summary>
    Substantial,

    /// <summary>Hoch.</summary>
    High,
}

/// <summary>How far a unit is with an EfA service; the order is the way that connections go.</summary>
public enum EfaStage
{
    /// <summary>Interessiert.</summary>
    Interested,

    /// <summary>Vertrag gezeichnet.</summary>
    Contracted,

    /// <summary>Parametrisiert.</summary>
    Configured,

    /// <summary>Pilot.</summary>
    Pilot,

    /// <summary>Live.</summary>
    Live,

    /// <summary>Außer Betrieb.</summary>
    Retired,
}

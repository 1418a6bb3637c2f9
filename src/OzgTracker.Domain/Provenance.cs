namespace OzgTracker.Domain;

/// <summary>Who recorded an event and through which door; metadata of every event, never part of the fact.</summary>
/// <param name="Actor">Pseudonymous subject of the token; never a name or an address.</param>
/// <param name="Role">What the actor was when it wrote.</param>
/// <param name="Source">One of the constants of this type.</param>
/// <param name="OnBehalfOf">The unit, Verband or provider that spoke for the unit.</param>
public sealed record Provenance(string Actor, string Role, string Source, string? OnBehalfOf = null)
{
    /// <summary>Names of the headers in the log.</summary>
    public const string ActorHeader = "actor", RoleHeader = "role", SourceHeader = "source", OnBehalfOfHeader = "onBehalfOf";

    /// <summary>The unit itself.</summary>
    public const string Self = "self";

    /// <summary>A Verband, a Kreis or an IT provider for those that it serves.</summary>
    public const string Provider = "provider";

    /// <summary>A coordinator of a Land.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>An official file.</summary>
    public const string Import = "import";

    /// <summary>The starter set and synthetic Germany: invented, never a statement about the real unit.</summary>
    public const string Demo = "demo";

    /// <summary>The program itself, which has visited an address.</summary>
    public const string LinkCheck = "linkCheck";

    /// <summary>The program itself, when it checks links.</summary>
    public static Provenance OfLinkCheck { get; } = new("ozg-links", "system", LinkCheck);

    /// <summary>An import that somebody started at the command line.</summary>
    public static Provenance OfImport { get; } = new("ozg-cli", "operator", Import);

    /// <summary>The program itself, when it sets up the starter set.</summary>
    public static Provenance OfDemo { get; } = new("ozg-starter", "system", Demo);

    /// <summary>The program itself, when it fills a database with synthetic Germany.</summary>
    public static Provenance OfSyntheticGermany { get; } = new("ozg-demo", "system", Demo);

    /// <summary>The program itself, when it sets up a database.</summary>
    public static Provenance OfSetUp { get; } = new("ozg-setup", "system", Import);
}

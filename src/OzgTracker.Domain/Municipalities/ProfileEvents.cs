namespace OzgTracker.Domain.Municipalities;

/// <summary>How far a unit is with a digital strategy (<i>Digitalstrategie</i>).</summary>
public enum DigitalStrategyState
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>It is working on one.</summary>
    InProgress,

    /// <summary>It is adopted (<i>beschlossen</i>).</summary>
    Adopted,
}

/// <summary>A unit said how far it is with a digital strategy.</summary>
/// <param name="State">Null when what was said before is cleared; the others are null then, too.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Url">Public http(s) address of the strategy.</param>
public sealed record DigitalStrategyReported(DigitalStrategyState? State, DateOnly? Since, string? Url) : IMunicipalityEvent;

/// <summary>A unit named the organisation that runs its IT (<i>IT-Dienstleister</i>).</summary>
/// <param name="Provider">Name of an organisation, never of a person; null when what was said before is cleared.</param>
public sealed record ItProviderAssigned(string? Provider) : IMunicipalityEvent;

/// <summary>A unit said where it can be asked about its digital services (<i>Ansprechstelle</i>).</summary>
/// <param name="Mailbox">A functional mailbox, never the address of a person.</param>
/// <param name="Url">Public http(s) address; both are null when what was said before is cleared.</param>
public sealed record ContactPointPublished(string? Mailbox, string? Url) : IMunicipalityEvent;

using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>A line of a file that says to which programmes services belong.</summary>
/// <param name="LineNumber">Its line.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Tag">The programme.</param>
public sealed record ServiceTagRow(int LineNumber, OzgId OzgId, ServiceTag Tag);

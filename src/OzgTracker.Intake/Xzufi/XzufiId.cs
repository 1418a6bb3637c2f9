namespace OzgTracker.Intake;

/// <summary>The identity of an object of XZuFi: who gave it, in which of its number ranges, and the number.</summary>
/// <param name="Agency"><c>schemeAgencyID</c>, the editorial system; empty where none is named.</param>
/// <param name="Scheme"><c>schemeID</c>, the range; empty where none is named.</param>
/// <param name="Value">The id in it.</param>
public readonly record struct XzufiId(string Agency, string Scheme, string Value)
{
    /// <summary>All three as one text from which no two ids are the same: <c>agency/scheme/value</c>, slashes escaped in the first two.</summary>
    public override string ToString() => $"{Uri.EscapeDataString(Agency)}/{Uri.EscapeDataString(Scheme)}/{Value}";
}

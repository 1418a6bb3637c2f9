namespace OzgTracker.Intake.Reports;

/// <summary>One report of a file or a body as it stands there: keys and values are of the right type, whether they exist and may be said is decided elsewhere.</summary>
/// <param name="index">Number of the item, from 0; blank lines do not count.</param>
/// <param name="line">Its first line, from 1; 0 where lines mean nothing.</param>
public sealed class ReportRow(long index, int line)
{
    /// <summary>Number of the item, from 0.</summary>
    public long Index => index;

    /// <summary>Its first line, from 1; 0 where lines mean nothing.</summary>
    public int Line => line;

    /// <summary>Id, AGS or ARS of the unit.</summary>
    public string? Municipality { get; set; }

    /// <summary>The OZG service.</summary>
    public string? OzgId { get; set; }

    /// <summary>The one LeiKa service it speaks of; tells the OZG service where that is not named.</summary>
    public string? LeikaId { get; set; }

    /// <summary>Id of the maturity model.</summary>
    public string? Model { get; set; }

    /// <summary>Level in the model.</summary>
    public int? Level { get; set; }

    /// <summary>Level of each criterion.</summary>
    public IReadOnlyDictionary<string, int>? Criteria { get; set; }

    /// <summary>Since when.</summary>
    public DateOnly? ValidOn { get; set; }

    /// <summary>Where anyone can check it.</summary>
    public string? EvidenceUrl { get; set; }

    /// <summary>The LeiKa services it speaks of.</summary>
    public IReadOnlyList<string>? LeikaIds { get; set; }

    /// <summary>When the unit said so.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    /// <summary>A remark on the service.</summary>
    public string? Note { get; set; }

    /// <summary>Why the line is no report; the other members then say what could be read.</summary>
    public RowFault? Fault { get; private set; }

    /// <summary>The text of the line or record, where it is kept.</summary>
    public string? Text { get; set; }

    /// <summary>The first fault counts.</summary>
    internal void Refuse(string code, string reason, string? field = null) => Fault ??= new RowFault(code, reason, field);
}

/// <summary>Why a line is no report.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="Field">The member, as a JSON Pointer, or the column.</param>
public sealed record RowFault(string Code, string Reason, string? Field = null);

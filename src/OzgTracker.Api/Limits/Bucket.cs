namespace OzgTracker.Api.Limits;

/// <summary>From which allowance of its client a request is taken.</summary>
public enum Bucket
{
    /// <summary>The one that most operations share.</summary>
    Default,

    /// <summary>Many reports at once.</summary>
    Bulk,

    /// <summary>CSV and NDJSON.</summary>
    Export,

    /// <summary>None: whoever watches over the installation has to be answered at any time.</summary>
    None,
}

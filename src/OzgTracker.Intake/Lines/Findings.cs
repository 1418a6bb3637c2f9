namespace OzgTracker.Intake;

/// <summary>The account a reader keeps while it goes through a file; holds no more errors than it will list.</summary>
sealed class Findings
{
    readonly List<LineError> errors = [];
    readonly SortedDictionary<string, int> skipped = new(StringComparer.Ordinal);

    /// <summary>All errors, also those beyond the list.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Lines that were skipped, by reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped => skipped;

    public void Add(LineError error)
    {
        ErrorCount++;
        if (errors.Count < IntakeResult<object>.MaxListedErrors) errors.Add(error);
    }

    public void Skip(string reason) => skipped[reason] = skipped.GetValueOrDefault(reason) + 1;

    /// <summary>The listed errors by line; checks over the whole file come later than those of single lines.</summary>
    public IReadOnlyList<LineError> ByLine() => [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Position ?? 0)];
}

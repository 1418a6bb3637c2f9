using System.Globalization;

namespace OzgTracker.Faults.Load;

/// <summary>One report of the load; its number, which stands in the note, makes it unlike every other.</summary>
/// <param name="Key">Sent with every attempt as <c>Idempotency-Key</c>.</param>
sealed record PlannedReport(int Number, string Unit, string OzgId, int Level, DateOnly ValidOn, string? EvidenceUrl, string Key)
{
    public string Note => string.Create(CultureInfo.InvariantCulture, $"report {Number}");

    public string StreamKey => $"rollout-{Unit}-{OzgId}";

    public string Path => $"/v1/municipalities/{Unit}/services/{OzgId}/reports";

    public object Body => new { level = Level, validOn = ValidOn, evidenceUrl = EvidenceUrl, note = Note };

    /// <summary>
    /// Reports of which four each speak of the same cell and day, so that a blind repetition of one whose cell has moved on meanwhile is recorded again:
    /// deciders alone do not make it harmless.
    /// </summary>
    public static IReadOnlyList<PlannedReport> Some(FaultRun run, int count)
    {
        const int PerCell = 4;
        var cells = LoadDatabase.Units.SelectMany(_ => LoadDatabase.Services, (unit, service) => (unit, service)).ToArray();
        run.Chance.Shuffle(cells);
        var reports = new PlannedReport[count];
        for (var number = 0; number < count; number++)
        {
            var (unit, service) = cells[number / PerCell % cells.Length];
            var day = new DateOnly(2020, 1, 1).AddDays(number / PerCell % 2000);
            var evidence = run.Chance.Next(2) == 0 ? $"https://load.invalid/{unit}" : null;
            reports[number] = new PlannedReport(number, unit, service, 1 + (number % 4), day, evidence, $"{run.Seed:x8}-{number:x8}-{run.Chance.NextInt64():x16}");
        }

        run.Chance.Shuffle(reports);
        return reports;
    }
}

namespace OzgTracker.Domain.Maturity;

/// <summary>The models that every installation starts with; they reach the log as events when it is set up.</summary>
public static class OfficialModels
{
    /// <summary>All of them, oldest first.</summary>
    public static IReadOnlyList<MaturityModel> All => [Ozg11, Ozg20];

    /// <summary>OZG-Reifegradmodell 1.1 of June 2020: levels 0 to 4, ten criteria, conform from level 3.</summary>
    public static MaturityModel Ozg11 { get; } = new(
        "ozg-1.1",
        "OZG-Reifegradmodell 1.1 (Juni 2020)",
        [
            new(0, "Offline", "Offline", "Auf der Seite der Behörde steht nichts zur Leistung."),
            new(1, "Information", "Information", "Ablauf, zuständige Stelle und Unterlagen stehen online, beginnen lässt sich dort nichts."),
            new(2, "Formular-Assistent", "Form assistant", "Ein Assistent oder ein Formular hilft beim Ausfüllen, einreichen lässt es sich online nicht."),
            new(3, "Online-Leistung", "Online service", "Antrag und Nachweise gehen online ein, mit Anmeldung auf dem nötigen Vertrauensniveau und digitalem Rückkanal."),
            new(4, "Online-Transaktion", "Online transaction", "Alles digital; was der Verwaltung schon vorliegt, wird mit Einwilligung abgerufen (Once-Only)."),
        ],
        [
            new("information", "Information", "Information"),
            new("antragstellung", "Antragstellung", "Application form"),
            new("authentifizierung", "Nutzerkonto und Authentifizierung", "Account and authentication"),
            new("schriftformersatz", "Schriftformersatz und Vertrauensniveau", "Written-form substitute and assurance level"),
            new("nachweise", "Nachweise", "Supporting documents"),
            new("bezahlung", "Bezahlung", "Payment"),
            new("uebermittlung", "Übermittlung an die Behörde", "Transmission to the authority"),
            new("rueckkanal", "Rückkanal und Bescheid", "Return channel and decision"),
            new("barrierefreiheit", "Barrierefreiheit und Nutzerfreundlichkeit", "Accessibility and usability"),
            new("datenschutz", "Datenschutz", "Data protection"),
        ],
        ConformityThreshold: 3,
        new DateOnly(2020, 6, 1),
        "Levels and minimum rule: OZG-Leitfaden. Number of criteria: official; their names: from practice, not verified.");

    /// <summary>OZG-Reifegradmodell 2.0 of July 2025: levels 0 to 7, thirteen criteria.</summary>
    /// <remarks>
    /// Of its wording only the groups of levels are verified. Names of levels and criteria are placeholders, and the threshold is no official one: level 3
    /// is where the digitalisation of the front end ends, which is what conform means in 1.1. An administrator publishes the official wording under the same ids.
    /// </remarks>
    public static MaturityModel Ozg20 { get; } = new(
        "ozg-2.0",
        "OZG-Reifegradmodell 2.0 (Juli 2025)",
        [
            Placeholder(0, "Frontend-Digitalisierung, unterste Stufe: nur offline."),
            Placeholder(1, FrontEnd),
            Placeholder(2, FrontEnd),
            Placeholder(3, "Frontend-Digitalisierung, oberste Stufe: Der Online-Antrag ist vollständig."),
            Placeholder(4, Process),
            Placeholder(5, Process),
            Placeholder(
                6,
                "Prozessorientierung und Datenzentrierung, oberste Stufe: setzt Basiskomponenten voraus (DeutschlandID, Organisationskonto, NOOTS, Statusmonitor, E-Akte)."),
            Placeholder(7, "Vollständig digital von Ende zu Ende."),
        ],
        [
            .. Enumerable.Range(1, 13).Select(number => new MaturityCriterion(
                $"kriterium{number}", $"Kriterium {number} (Platzhalter)", $"Criterion {number} (placeholder)")),
        ],
        ConformityThreshold: 3,
        new DateOnly(2025, 7, 1),
        "Number of levels and criteria and the groups 0-3, 4-6, 7: official. Names: placeholders, not verified. Threshold: not official, chosen by this program.");

    const string FrontEnd = "Frontend-Digitalisierung: der Online-Dienst für den Antrag.";

    const string Process = "Prozessorientierung und Datenzentrierung: durchgängig digitale Bearbeitung in der Verwaltung.";

    static MaturityLevel Placeholder(int level, string definition) => new(level, $"Stufe {level} (Platzhalter)", $"Level {level} (placeholder)", definition);
}

namespace OzgTracker.Domain.Maturity;

/// <summary>The models that every installation starts with; they reach the log as events when it is set up.</summary>
public static class OfficialModels
{
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
}

using System.Globalization;
using OzgTracker.Api.Exports;

namespace OzgTracker.Api.Discovery;

/// <summary>A file of the catalogue, as far as it is known.</summary>
/// <param name="DataSet">Name of the export.</param>
/// <param name="Format">`csv` or `ndjson`.</param>
/// <param name="Digest">Null when this node has not made the file of this state.</param>
sealed record CataloguedFile(string DataSet, string Format, ExportDigest? Digest);

/// <summary>The record of this installation in DCAT-AP.de: a catalogue, a data set for each export with its two files, and the API as a data service.</summary>
/// <param name="options">What this installation says of itself.</param>
/// <param name="address">Of the API.</param>
/// <param name="modified">When the last event was recorded.</param>
/// <param name="begins">First day of the history; null while there is none.</param>
sealed class CatalogueRecord(CatalogueOptions options, string address, DateTimeOffset? modified, DateOnly? begins)
{
    const string Authority = "http://publications.europa.eu/resource/authority/";

    static readonly (string, string)[] Prefixes =
    [
        ("dcat", "http://www.w3.org/ns/dcat#"), ("dct", "http://purl.org/dc/terms/"), ("dcatde", "http://dcat-ap.de/def/dcatde/"), ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("vcard", "http://www.w3.org/2006/vcard/ns#"), ("spdx", "http://spdx.org/rdf/terms#"), ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];

    /// <summary>Names and descriptions; German first, because GovData is German.</summary>
    static readonly (string Name, string Title, string EnglishTitle, string Description, string EnglishDescription)[] DataSets =
    [
        ("status", "Stand der OZG-Umsetzung in den Kommunen", "Status of OZG services in municipalities",
            "Je Kommune und OZG-Leistung der zuletzt gemeldete Reifegrad mit Beleg, Prüfung, Planung und Nachnutzung.",
            "The maturity level reported last for each municipality and OZG service, with evidence, verification, plans and reuse."),
        ("transitions", "Verlauf der OZG-Umsetzung in den Kommunen", "History of OZG services in municipalities",
            "Jede Änderung eines Reifegrads mit Gültigkeit, Erfassung und Position im Ereignisprotokoll.",
            "Every change of a maturity level with its day, its moment of recording and its position in the log."),
        ("municipalities", "Kommunen", "Municipalities",
            "Gemeinden, Gemeindeverbände und Kreise mit amtlichen Schlüsseln, Einwohnern, Gültigkeit und Profil.",
            "Municipalities, associations and districts with official keys, inhabitants, validity and profile."),
        ("services", "OZG-Leistungen", "OZG services",
            "Der Katalog der OZG-Leistungen mit Themenfeld, Lage, Typisierung und Programmen.", "The catalogue of OZG services with topic area, situation, type and programmes."),
        ("monthly", "Monatszahlen der OZG-Umsetzung", "Monthly figures of OZG services",
            "Je Monatsende, Land und OZG-Leistung: zuständige, meldende und OZG-konforme Kommunen, Reifegrade und Anteile.",
            "For each end of a month, Land and OZG service: competent, reporting and conform municipalities, levels and shares."),
    ];

    readonly RdfGraph graph = new(Prefixes);

    string Catalogue => address + "/v1/catalog";

    string Publisher => Catalogue + "#publisher";

    string Contact => Catalogue + "#contact";

    string Service => Catalogue + "#api";

    /// <summary>Names of the data sets.</summary>
    public static IEnumerable<string> Names => DataSets.Select(dataSet => dataSet.Name);

    public RdfGraph Describe(IReadOnlyList<CataloguedFile> files)
    {
        DescribeCatalogue();
        foreach (var dataSet in DataSets) DescribeDataSet(dataSet, [.. files.Where(file => file.DataSet == dataSet.Name)]);
        DescribeService();
        DescribeOrganisation();
        return graph;
    }

    void DescribeCatalogue()
    {
        graph.IsA(Catalogue, "dcat:Catalog");
        Texts(Catalogue, "Daten dieser OzgTracker-Installation", "Data of this OzgTracker installation",
            "Fortschritt der Kommunen bei der Umsetzung des Onlinezugangsgesetzes, aus Ereignissen nachvollziehbar.",
            "Progress of municipalities on the Onlinezugangsgesetz, traceable to events.");
        graph.Add(Catalogue, "dct:publisher", Publisher);
        graph.Add(Catalogue, "dct:license", options.Licence);
        graph.Add(Catalogue, "dct:language", Authority + "language/DEU");
        graph.Add(Catalogue, "dct:spatial", Authority + "country/DEU");
        graph.Add(Catalogue, "dcat:themeTaxonomy", Authority + "data-theme");
        graph.Add(Catalogue, "foaf:homepage", address + "/docs");
        Modified(Catalogue);
        foreach (var (name, _, _, _, _) in DataSets) graph.Add(Catalogue, "dcat:dataset", IdOf(name));
        graph.Add(Catalogue, "dcat:service", Service);
    }

    void DescribeDataSet((string Name, string Title, string EnglishTitle, string Description, string EnglishDescription) dataSet, CataloguedFile[] files)
    {
        var id = IdOf(dataSet.Name);
        graph.IsA(id, "dcat:Dataset");
        Texts(id, dataSet.Title, dataSet.EnglishTitle, dataSet.Description, dataSet.EnglishDescription);
        graph.Text(id, "dct:identifier", id);
        graph.Add(id, "dct:publisher", Publisher);
        if (options.ContactMailbox is { Length: > 0 }) graph.Add(id, "dcat:contactPoint", Contact);
        if (options.ContributorId is { Length: > 0 } contributor) graph.Add(id, "dcatde:contributorID", contributor);
        graph.Add(id, "dcatde:politicalGeocodingLevelURI", "http://dcat-ap.de/def/politicalGeocoding/Level/municipality");
        graph.Add(id, "dct:spatial", Authority + "country/DEU");
        graph.Add(id, "dct:language", Authority + "language/DEU");
        graph.Add(id, "dct:accessRights", Authority + "access-right/PUBLIC");
        graph.Add(id, "dct:accrualPeriodicity", Authority + "frequency/CONT");
        graph.Add(id, "dcat:theme", Authority + "data-theme/GOVE");
        foreach (var keyword in (string[])["OZG", "Onlinezugangsgesetz", "Reifegrad", "Kommunen", "Verwaltungsleistung"]) graph.Text(id, "dcat:keyword", keyword, "de");
        if (begins is { } first) DescribePeriod(id, first);
        Modified(id);
        foreach (var file in files) DescribeFile(id, dataSet.Title, file);
    }

    void DescribePeriod(string id, DateOnly first)
    {
        var period = id + "-period";
        graph.Add(id, "dct:temporal", period);
        graph.IsA(period, "dct:PeriodOfTime");
        graph.Text(period, "dcat:startDate", first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), datatype: "xsd:date");
    }

    void DescribeFile(string dataSet, string title, CataloguedFile file)
    {
        var id = $"{dataSet}-{file.Format}";
        var download = $"{address}/v1/exports/{file.DataSet}.{file.Format}";
        graph.Add(dataSet, "dcat:distribution", id);
        graph.IsA(id, "dcat:Distribution");
        graph.Text(id, "dct:title", $"{title} ({file.Format.ToUpperInvariant()})", "de");
        graph.Add(id, "dcat:accessURL", download);
        graph.Add(id, "dcat:downloadURL", download);
        graph.Add(id, "dct:format", Authority + (file.Format == "csv" ? "file-type/CSV" : "file-type/JSON"));
        if (file.Format == "csv") graph.Add(id, "dcat:mediaType", "https://www.iana.org/assignments/media-types/text/csv");
        graph.Add(id, "dct:license", options.Licence);
        graph.Text(id, "dcatde:licenseAttributionByText", options.Attribution is { Length: > 0 } attribution ? attribution : options.Publisher, "de");
        graph.Add(id, "dcat:accessService", Service);
        Modified(id);
        if (file.Digest is not { } digest) return;

        graph.Text(id, "dcat:byteSize", digest.Bytes.ToString(CultureInfo.InvariantCulture), datatype: "xsd:nonNegativeInteger");
        graph.Add(id, "spdx:checksum", id + "-checksum");
        graph.IsA(id + "-checksum", "spdx:Checksum");
        graph.Add(id + "-checksum", "spdx:algorithm", "spdx:checksumAlgorithm_sha256");
        graph.Text(id + "-checksum", "spdx:checksumValue", Hexadecimal(digest.Digest), datatype: "xsd:hexBinary");
    }

    void DescribeService()
    {
        graph.IsA(Service, "dcat:DataService");
        Texts(Service, "OzgTracker-API", "OzgTracker API", "Lesen, auswerten und melden über HTTP; beschrieben in OpenAPI 3.1.", "Read, analyse and report over HTTP; described in OpenAPI 3.1.");
        graph.Add(Service, "dcat:endpointURL", address + "/v1");
        graph.Add(Service, "dcat:endpointDescription", address + "/openapi/v1.json");
        graph.Add(Service, "dct:publisher", Publisher);
        graph.Add(Service, "dct:license", options.Licence);
        graph.Add(Service, "dct:accessRights", Authority + "access-right/PUBLIC");
        if (options.ContactMailbox is { Length: > 0 }) graph.Add(Service, "dcat:contactPoint", Contact);
        foreach (var (name, _, _, _, _) in DataSets) graph.Add(Service, "dcat:servesDataset", IdOf(name));
    }

    void DescribeOrganisation()
    {
        graph.IsA(Publisher, "foaf:Organization");
        graph.Text(Publisher, "foaf:name", options.Publisher, "de");
        if (options.ContactMailbox is not { Length: > 0 } mailbox) return;

        graph.IsA(Contact, "vcard:Organization");
        graph.Text(Contact, "vcard:fn", options.Publisher, "de");
        graph.Add(Contact, "vcard:hasEmail", "mailto:" + mailbox);
    }

    void Texts(string id, string title, string englishTitle, string description, string englishDescription)
    {
        graph.Text(id, "dct:title", title, "de");
        graph.Text(id, "dct:title", englishTitle, "en");
        graph.Text(id, "dct:description", description, "de");
        graph.Text(id, "dct:description", englishDescription, "en");
    }

    void Modified(string id)
    {
        if (modified is { } moment) graph.Text(id, "dct:modified", moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), datatype: "xsd:dateTime");
    }

    string IdOf(string dataSet) => $"{Catalogue}#{dataSet}";

    /// <summary>From <c>sha-256=:…:</c>.</summary>
    static string Hexadecimal(string digest) => Convert.ToHexStringLower(Convert.FromBase64String(digest["sha-256=:".Length..^1]));
}

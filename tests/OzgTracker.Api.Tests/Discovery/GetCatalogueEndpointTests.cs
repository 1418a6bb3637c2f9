using System.Net;
using System.Security.Cryptography;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Discovery;

public sealed class GetCatalogueEndpointTests : ApiFixture
{
    const string Base = "https://ozg.example", Dcat = "http://www.w3.org/ns/dcat#", Terms = "http://purl.org/dc/terms/", Type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    static readonly string[] DataSets = ["status", "transitions", "municipalities", "services", "monthly"];

    protected override (string, string)[] Settings =>
    [
        ("Catalogue:BaseAddress", Base + "/"), ("Catalogue:Publisher", "Stadt \"Musterstadt\" \\ IT"), ("Catalogue:ContactMailbox", "digitalisierung@musterstadt.example"),
        ("Catalogue:ContributorId", "http://dcat-ap.de/def/contributors/musterstadt"), ("Access:PublicRead", "false"),
    ];

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task Both_formats_say_the_same()
    {
        var turtle = RdfReading.OfTurtle(await App.Anonymous.GetStringAsync("/v1/catalog?format=turtle"));
        var json = RdfReading.OfJsonLd(await App.Anonymous.GetStringAsync("/v1/catalog"));

        Assert.That(turtle, Has.Count.GreaterThan(150));
        Assert.That(turtle, Is.EquivalentTo(json));
    }

    [Test]
    public async Task Every_data_set_has_what_DCAT_AP_de_demands()
    {
        var triples = await Triples();

        foreach (var name in DataSets)
        {
            var id = $"<{Base}/v1/catalog#{name}>";
            Assert.That(triples, Does.Contain($"<{Base}/v1/catalog> <{Dcat}dataset> {id}"));
            Assert.That(triples, Does.Contain($"{id} <{Type}> <{Dcat}Dataset>"));
            Assert.That(triples, Does.Contain($"{id} <{Terms}publisher> <{Base}/v1/catalog#publisher>"));
            Assert.That(triples, Does.Contain($"{id} <http://dcat-ap.de/def/dcatde/contributorID> <http://dcat-ap.de/def/contributors/musterstadt>"));
            Assert.That(
                triples, Does.Contain($"{id} <http://dcat-ap.de/def/dcatde/politicalGeocodingLevelURI> <http://dcat-ap.de/def/politicalGeocoding/Level/municipality>"));
            foreach (var member in (string[])["title", "description", "identifier", "spatial", "temporal", "accrualPeriodicity", "modified", "language", "accessRights"])
                Assert.That(triples.Where(triple => triple.StartsWith($"{id} <{Terms}{member}> ", StringComparison.Ordinal)), Is.Not.Empty, $"{member} of {name}");
            foreach (var member in (string[])["theme", "keyword", "contactPoint"])
                Assert.That(triples.Where(triple => triple.StartsWith($"{id} <{Dcat}{member}> ", StringComparison.Ordinal)), Is.Not.Empty, $"{member} of {name}");
        }
    }

    [Test]
    public async Task Every_file_that_is_named_is_there()
    {
        var triples = await Triples();
        var reader = App.ClientFor("reader");

        foreach (var format in (string[])["csv", "ndjson"])
        {
            foreach (var name in DataSets)
            {
                var file = $"<{Base}/v1/catalog#{name}-{format}>";
                Assert.That(triples, Does.Contain($"<{Base}/v1/catalog#{name}> <{Dcat}distribution> {file}"));
                Assert.That(triples, Does.Contain($"{file} <{Dcat}downloadURL> <{Base}/v1/exports/{name}.{format}>"));
                Assert.That(triples, Does.Contain($"{file} <{Dcat}accessURL> <{Base}/v1/exports/{name}.{format}>"));
                Assert.That(triples, Does.Contain($"{file} <{Terms}license> <http://dcat-ap.de/def/licenses/dl-by-de/2.0>"));
                Assert.That((await reader.Send(HttpMethod.Head, $"/v1/exports/{name}.{format}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            }
        }
    }

    [Test]
    public async Task Length_and_checksum_are_those_of_the_file_that_was_made()
    {
        var file = $"<{Base}/v1/catalog#services-csv";
        var bytes = await App.ClientFor("reader").GetByteArrayAsync("/v1/exports/services.csv");
        var triples = await Triples();

        Assert.That(triples, Does.Contain($"{file}> <{Dcat}byteSize> \"{bytes.Length}\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>"));
        Assert.That(
            triples,
            Does.Contain($"{file}-checksum> <http://spdx.org/rdf/terms#checksumValue> \"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"^^<http://www.w3.org/2001/XMLSchema#hexBinary>"));
        Assert.That(triples.Where(triple => triple.StartsWith($"<{Base}/v1/catalog#services-ndjson> <{Dcat}byteSize>", StringComparison.Ordinal)), Is.Empty, "unknown is left out");
    }

    [Test]
    public async Task The_service_and_the_publisher_are_described()
    {
        var triples = await Triples();

        Assert.That(triples, Does.Contain($"<{Base}/v1/catalog#api> <{Dcat}endpointURL> <{Base}/v1>"));
        Assert.That(triples, Does.Contain($"<{Base}/v1/catalog#api> <{Dcat}endpointDescription> <{Base}/openapi/v1.json>"));
        Assert.That(triples, Does.Contain($"<{Base}/v1/catalog#publisher> <http://xmlns.com/foaf/0.1/name> \"Stadt \"Musterstadt\" \\ IT\"@de"));
        Assert.That(triples, Does.Contain($"<{Base}/v1/catalog#contact> <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:digitalisierung@musterstadt.example>"));
    }

    [TestCase("text/turtle", "text/turtle")]
    [TestCase("application/ld+json", "application/ld+json")]
    [TestCase("*/*", "application/ld+json")]
    [TestCase("application/rdf+xml, text/turtle;q=0.5", "text/turtle")]
    public async Task The_format_is_that_of_Accept(string accept, string mediaType)
    {
        var answer = await App.Anonymous.Get("/v1/catalog", ("Accept", accept));

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo(mediaType));
        Assert.That(answer.Headers.Vary, Does.Contain("Accept"));
    }

    [Test]
    public async Task Another_format_is_refused()
    {
        await AssertProblem(await App.Anonymous.GetAsync("/v1/catalog?format=rdfxml"), 406, "not-acceptable");
        await AssertProblem(await App.Anonymous.Get("/v1/catalog", ("Accept", "application/rdf+xml")), 406, "not-acceptable");
    }

    [Test]
    public async Task Who_has_it_gets_304()
    {
        var etag = (await App.Anonymous.GetAsync("/v1/catalog?format=turtle")).Headers.ETag!.ToString();

        Assert.That((await App.Anonymous.Get("/v1/catalog?format=turtle", ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That((await App.Anonymous.Get("/v1/catalog", ("If-None-Match", etag))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    async Task<HashSet<string>> Triples() => RdfReading.OfTurtle(await App.Anonymous.GetStringAsync("/v1/catalog?format=turtle"));
}

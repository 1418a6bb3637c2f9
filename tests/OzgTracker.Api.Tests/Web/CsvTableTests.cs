using System.Net.Http.Headers;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Operations;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

public sealed class CsvTableTests : ApiFixture
{
    static readonly Dictionary<string, string> Dangerous = new()
    {
        ["10901"] = "=HYPERLINK(\"https://evil.example\")",
        ["10902"] = "+1+1",
        ["10903"] = "-1",
        ["10904"] = "@SUM(A1)",
        ["10905"] = "\tTab",
        ["10906"] = "\rWagenrücklauf",
    };

    [OneTimeSetUp]
    public async Task AddServices()
    {
        await using var session = App.Store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        foreach (var (id, name) in Dangerous) session.Events.StartStream(Service.StreamKey(OzgId.Parse(id)), Catalogued(name));
        session.Events.StartStream(Service.StreamKey(OzgId.Parse("10907")), Catalogued("Zitat \"a\"; b,\nneue Zeile"));
        await session.SaveChangesAsync(CancellationToken.None);
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [TestCase("10901", "\"'=HYPERLINK(\"\"https://evil.example\"\")\"")]
    [TestCase("10902", "'+1+1")]
    [TestCase("10903", "'-1")]
    [TestCase("10904", "'@SUM(A1)")]
    [TestCase("10905", "'\tTab")]
    [TestCase("10906", "'\rWagenrücklauf")]
    public async Task A_text_that_a_spreadsheet_would_take_for_a_formula_is_disarmed(string ozgId, string cell)
    {
        var csv = await App.Anonymous.GetStringAsync($"/v1/services?format=csv&q={ozgId}");

        Assert.That(csv, Does.Contain($"\n{ozgId},{cell},").Or.Contain($"\n{ozgId},\"{cell}\","));
    }

    [Test]
    public async Task Machine_formats_stay_as_they_are()
    {
        foreach (var (id, name) in Dangerous) Assert.That((await Items($"/v1/services?q={id}"))[0].Text("name"), Is.EqualTo(name));
    }

    [Test]
    public async Task Quotes_delimiters_and_line_breaks_are_quoted()
    {
        var csv = await App.Anonymous.GetStringAsync("/v1/services?format=csv&delimiter=semicolon&q=10907");

        Assert.That(csv, Does.Contain("10907;\"Zitat \"\"a\"\"; b,\nneue Zeile\";"));
    }

    [Test]
    public async Task Leading_zeros_and_umlauts_are_kept()
    {
        var response = await App.Anonymous.GetAsync("/v1/municipalities?format=csv&q=buesum&kind=gemeinde");

        var csv = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType?.CharSet, Is.EqualTo("utf-8"));
        Assert.That(csv.Split('\n')[1], Does.StartWith($"{Buesum},{Buesum},{BuesumArs},Büsum,Büsum,gemeinde,gemeinde,01,{Dithmarschen},{BuesumWesselburen},4900,2000-4999,"));
    }

    [Test]
    public async Task There_is_no_byte_order_mark_and_always_a_header()
    {
        var bytes = await App.Anonymous.GetByteArrayAsync("/v1/municipalities?format=csv&q=nirgendwo");

        Assert.That(System.Text.Encoding.UTF8.GetString(bytes).TrimEnd(), Does.StartWith("id,ags,ars,name,").And.Not.Contain("\n"));
    }

    [Test]
    public async Task Lists_in_a_cell_are_joined_and_numbers_have_no_separators()
    {
        var services = await App.Anonymous.GetStringAsync($"/v1/services?format=csv&q={VehicleRegistration}");
        var states = await App.Anonymous.GetStringAsync("/v1/states?format=csv");

        Assert.That(services, Does.Contain(",1|2/3,"));
        Assert.That(states, Does.Contain("\n11,DE-BE,Berlin,1,1,3685265"));
    }

    [Test]
    public async Task The_content_type_says_that_there_is_a_header() =>
        Assert.That(
            (await App.Anonymous.GetAsync("/v1/states?format=csv")).Content.Headers.ContentType!.Parameters, Does.Contain(new NameValueHeaderValue("header", "present")));

    static ServiceCatalogued Catalogued(string name) =>
        new(name, new Classification("Querschnitt", "Alle", SituationKind.Lebenslage, ["2/3"], MunicipalExecution.Possible));
}

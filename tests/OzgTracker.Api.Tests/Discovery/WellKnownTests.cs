using System.Globalization;
using OzgTracker.Api.Discovery;

namespace OzgTracker.Api.Tests.Discovery;

public sealed class WellKnownTests : ApiFixture
{
    protected override (string, string)[] Settings =>
    [
        ("Catalogue:BaseAddress", "https://ozg.example"), ("Catalogue:SecurityContact", "mailto:sicherheit@musterstadt.example"),
        ("Catalogue:SecurityPolicy", "https://musterstadt.example/sicherheit"), ("Access:PublicRead", "false"),
        ("Access:Issuers:0:Name", "idp"), ("Access:Issuers:0:Authority", "https://idp.example/realms/ozg"), ("Access:Issuers:0:Audiences:0", "ozgtracker"),
    ];

    [Test]
    public async Task Security_txt_has_what_RFC_9116_demands()
    {
        var answer = await App.Anonymous.GetAsync("/.well-known/security.txt");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line.Split(": ")[0], line => line.Split(": ")[1], StringComparer.Ordinal);

        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=utf-8"));
        Assert.That(lines["Contact"], Is.EqualTo("mailto:sicherheit@musterstadt.example"));
        Assert.That(lines["Canonical"], Is.EqualTo("https://ozg.example/.well-known/security.txt"));
        Assert.That(lines["Policy"], Is.EqualTo("https://musterstadt.example/sicherheit"));
        Assert.That(lines["Preferred-Languages"], Is.EqualTo("de, en"));
        var expires = DateTimeOffset.ParseExact(lines["Expires"], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.That(expires, Is.GreaterThan(DateTimeOffset.UtcNow).And.LessThan(DateTimeOffset.UtcNow.AddYears(1)));
    }

    [Test]
    public async Task Whoever_names_no_contact_has_no_security_txt()
    {
        await using var silent = await ApiHostUnderTest.Beside(App);

        await AssertProblem(await silent.Anonymous.GetAsync("/.well-known/security.txt"), 404, "not-found");
    }

    [Test]
    public async Task The_api_catalogue_is_a_linkset_that_leads_to_contract_and_data()
    {
        var answer = await App.Anonymous.GetAsync("/.well-known/api-catalog");
        var linkset = (await Json(answer)).GetProperty("linkset").EnumerateArray().ToArray();

        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\""));
        Assert.That(linkset[0].GetProperty("item").EnumerateArray().Texts("href"), Is.EqualTo(linkset.Skip(1).Texts("anchor")));
        var api = linkset.Single(entry => entry.Text("anchor") == "https://ozg.example/v1");
        foreach (var (relation, path) in new[] { ("service-desc", "/openapi/v1.json"), ("service-doc", "/docs"), ("service-meta", "/v1/catalog"), ("status", "/health/ready") })
            Assert.That(api.GetProperty(relation)[0].Text("href"), Is.EqualTo("https://ozg.example" + path));
        var head = await App.Anonymous.Send(HttpMethod.Head, "/.well-known/api-catalog");
        Assert.That(head.Headers.GetValues("Link").Single(), Is.EqualTo("<https://ozg.example/.well-known/api-catalog>; rel=\"api-catalog\""));
    }

    [Test]
    public async Task The_protected_resource_names_its_issuers()
    {
        var resource = await GetJson("/.well-known/oauth-protected-resource");

        Assert.That(resource.Text("resource"), Is.EqualTo("https://ozg.example"));
        Assert.That(resource.GetProperty("authorization_servers").EnumerateArray().Select(server => server.GetString()), Is.EqualTo((string[])["https://idp.example/realms/ozg"]));
        Assert.That(resource.GetProperty("bearer_methods_supported")[0].GetString(), Is.EqualTo("header"));
    }

    [TestCase("ozg.example", null, null, null, null, "BaseAddress")]
    [TestCase("https://ozg.example/path", null, null, null, null, "BaseAddress")]
    [TestCase(null, "vorname.nachname@stadt.example", null, null, null, "ContactMailbox")]
    [TestCase(null, null, "https://elsewhere.example/1", null, null, "ContributorId")]
    [TestCase(null, null, null, "dl-de/by-2-0", null, "Licence")]
    [TestCase(null, null, null, null, "sicherheit@stadt.example", "SecurityContact")]
    [TestCase(null, null, null, null, "mailto:a@b.example\nContact: mailto:x@y.example", "SecurityContact")]
    public void A_setting_that_is_none_stops_the_start(string? address, string? mailbox, string? contributor, string? licence, string? security, string setting)
    {
        var options = new CatalogueOptions { BaseAddress = address, ContactMailbox = mailbox, ContributorId = contributor, Licence = licence ?? "https://licence.example/", SecurityContact = security };
        var verdict = new CatalogueOptions.Rules().Validate(null, options);

        Assert.That(verdict.Failures, Has.One.Items.And.All.Contains($"Catalogue:{setting}"));
    }

    [Test]
    public void What_is_set_by_itself_is_sound() => Assert.That(new CatalogueOptions.Rules().Validate(null, new CatalogueOptions()).Succeeded, Is.True);
}

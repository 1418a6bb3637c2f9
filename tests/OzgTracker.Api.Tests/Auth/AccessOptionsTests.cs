using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Auth;

namespace OzgTracker.Api.Tests.Auth;

public sealed class AccessOptionsTests
{
    const string First = "Access:Issuers:0:";

    static readonly Dictionary<string, string?> Good = new()
    {
        [First + "Name"] = "keycloak",
        [First + "Authority"] = "https://login.example/realms/ozg",
        [First + "Audiences:0"] = "urn:ozgtracker",
    };

    [Test]
    public void Without_settings_there_is_nothing() =>
        Assert.That(AccessOptions.Of(new ConfigurationBuilder().Build()), Has.Property("PublicRead").Null.And.Property("DevelopmentTokens").Null.And.Property("Issuers").Empty);

    [Test]
    public void An_issuer_needs_a_name_an_address_and_an_audience()
    {
        var issuer = Read().Issuers.Single();

        Assert.That((issuer.Name, issuer.Authority, issuer.TokenType), Is.EqualTo(("keycloak", "https://login.example/realms/ozg", "at+jwt")));
        Assert.That((issuer.RoleClaim, issuer.KeysClaim, issuer.StatesClaim), Is.EqualTo(("role", "keys", "states")));
        Assert.That(issuer.Algorithms, Is.Null);
    }

    [Test]
    public void An_issuer_may_call_everything_differently()
    {
        var issuer = Read((First + "RoleClaim", "groups"), (First + "RoleMap:ozg-admins", "admin"), (First + "TokenType", ""), (First + "Algorithms:0", "ES256")).Issuers.Single();

        Assert.That((issuer.RoleClaim, issuer.RoleMap["ozg-admins"], issuer.TokenType), Is.EqualTo(("groups", "admin", "")));
        Assert.That(issuer.Algorithms, Is.EqualTo((string[])["ES256"]));
    }

    [TestCase("Name", "")]
    [TestCase("Name", "Keycloak")]
    [TestCase("Name", "key:cloak")]
    [TestCase("Name", "key")]
    [TestCase("Name", "dev")]
    [TestCase("Authority", "")]
    [TestCase("Authority", "login.example")]
    [TestCase("Authority", "http://login.example")]
    [TestCase("Authority", "ftp://login.example")]
    [TestCase("Authority", "https://login.example?tenant=1")]
    [TestCase("Authority", "https://user:word@login.example")]
    [TestCase("Audiences:0", " ")]
    [TestCase("RoleClaim", "")]
    [TestCase("RoleMap:boss", "root")]
    [TestCase("TokenType", "at jwt")]
    [TestCase("Algorithms:0", "HS256")]
    [TestCase("Algorithms:0", "none")]
    [TestCase("Algorithms:0", "RS512")]
    public void What_is_wrong_is_named(string setting, string value) =>
        Assert.That(() => Read((First + setting, value)), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(First + setting.Split(':')[0]));

    [Test]
    public void A_setting_that_does_not_exist_is_no_setting() =>
        Assert.That(() => Read((First + "Audience", "urn:ozgtracker")), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("'Audience'"));

    [Test]
    public void Without_an_audience_any_token_of_the_issuer_would_do() => Assert.That(
        () => AccessOptions.Of(Configuration(Good.Where(setting => !setting.Key.Contains("Audiences", StringComparison.Ordinal)))),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains(First + "Audiences"));

    [TestCase("keycloak", "https://other.example", "Access:Issuers:1:Name")]
    [TestCase("other", "https://login.example/realms/ozg/", "Access:Issuers:1:Authority")]
    public void Two_issuers_are_two(string name, string authority, string setting) => Assert.That(
        () => Read(("Access:Issuers:1:Name", name), ("Access:Issuers:1:Authority", authority), ("Access:Issuers:1:Audiences:0", "a")),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains(setting));

    [TestCase("http://127.0.0.1:8080")]
    [TestCase("http://[::1]:8080/realms/ozg")]
    [TestCase("http://localhost:8080")]
    public void On_this_machine_http_will_do(string authority) => Assert.That(Read((First + "Authority", authority)).Issuers, Has.Count.EqualTo(1));

    [TestCase("PublicRead")]
    [TestCase("DevelopmentTokens")]
    public void A_flag_is_true_or_false(string flag) =>
        Assert.That(() => Read(("Access:" + flag, "yes")), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Access:" + flag));

    [Test]
    public void All_that_is_wrong_is_said_at_once() => Assert.That(
        () => Read((First + "Name", ""), (First + "Authority", "")),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains(First + "Name").And.Message.Contains(First + "Authority"));

    static AccessOptions Read(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (key, value) in more) settings[key] = value;
        return AccessOptions.Of(Configuration(settings));
    }

    static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string?>> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Hosting;
using OzgTracker.Operations;

namespace OzgTracker.Api.Tests.Hosting;

/// <summary>Which settings are known, without a process; that one refuses the others, <see cref="StartRefusalTests"/> sees.</summary>
public sealed class KnownSettingsTests
{
    [TestCase("Access:PublicRead", "true")]
    [TestCase("access:publicread", "FALSE")]
    [TestCase("Access:PublicRead", "")]
    [TestCase("Audit:RetentionDays", "30")]
    [TestCase("Database:Tls", "verifyca")]
    [TestCase("Idempotency:RetentionHours", "48")]
    [TestCase("ConnectionStrings:OzgTrackerOwner", "Host=localhost")]
    public void Ours_are_taken(string name, string value) => KnownSettings.Check(Of((name, value)));

    [TestCase("Logging:LogLevel:Default", "Warning")]
    [TestCase("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:1")]
    [TestCase("AllowedHosts", "*")]
    [TestCase("ConnectionStrings:Redis", "somewhere")]
    [TestCase("Audits", "a variable of somebody else, no section")]
    [TestCase("Other:Section:Of", "somebody else")]
    public void Those_of_others_are_left_alone(string name, string value) => KnownSettings.Check(Of((name, value)));

    [TestCase("Idempotency:RetentionDays", "7")]
    [TestCase("Reports:Stale", "7")]
    [TestCase("Fault:NoIdempotency", "true")]
    [TestCase("ConnectionString:OzgTracker", "Host=localhost")]
    [TestCase("Demo:Enabled", "")]
    [TestCase("Access:PublicRead:Really", "true")]
    public void What_is_misspelt_is_not(string name, string value) => Assert.Throws<UnsafeSettingException>(() => KnownSettings.Check(Of((name, value))));

    [Test]
    public void What_is_told_of_a_start_holds_no_secret()
    {
        var facts = StartFacts.Of(
            Of(("ConnectionStrings:OzgTracker", "Host=localhost;Password=only-in-tests"), ("Access:PublicRead", "true"), ("Audit:RetentionDays", "30"), ("Other:Secret", "s3cret")), isEmbedded: false);

        Assert.That(facts.ToString(), Is.EqualTo("database external; settings: Access:PublicRead=true, Audit:RetentionDays=30, ConnectionStrings:OzgTracker"));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(3_650, true)]
    [TestCase(3_651, false)]
    public void The_retention_of_the_access_audit_has_limits(int days, bool isGood)
    {
        var options = new AuditOptions { RetentionDays = days };

        Assert.That(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true), Is.EqualTo(isGood));
    }

    static IConfigurationRoot Of(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}

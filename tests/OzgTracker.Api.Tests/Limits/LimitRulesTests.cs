using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Tests.Limits;

/// <summary>Settings with which the program does not start.</summary>
public sealed class LimitRulesTests
{
    [TestCase("Limits:Default:Permits", "0", "Limits:Default:Permits is 0; it must be from 1 to 100000000.")]
    [TestCase("Limits:Default:Permits", "many", "'many' at 'Limits:Default:Permits'")]
    [TestCase("Limits:Export:WindowSeconds", "121", "Limits:Export:WindowSeconds is 121; it must be from 1 to 120.")]
    [TestCase("Limits:SignIn:Permits", "-1", "Limits:SignIn:Permits")]
    [TestCase("Limits:Partitions", "0", "Limits:Partitions")]
    [TestCase("Limits:HeavyAnswers:Concurrent", "0", "Limits:HeavyAnswers:Concurrent")]
    [TestCase("Limits:Connections:Most", "0", "Limits:Connections:Most")]
    [TestCase("Limits:Connections:GraceSeconds", "1", "Limits:Connections:GraceSeconds")]
    [TestCase("Limits:Bodies:Depth", "1000", "Limits:Bodies:Depth")]
    [TestCase("Limits:Bodies:CompressionRatio", "0", "Limits:Bodies:CompressionRatio")]
    [TestCase("Limits:Enabled", "false", "There is no such setting: Limits:Enabled.", TestName = "There is no switch that turns limits off")]
    [TestCase("Limits:Default:Permit", "5", "There is no such setting: Limits:Default:Permit.", TestName = "A misspelt name")]
    public void A_limit_that_is_none_is_refused_by_name(string setting, string value, string told)
    {
        using var services = Services((setting, value));

        var error = Assert.Throws<OptionsValidationException>(() => _ = services.GetRequiredService<IOptions<LimitOptions>>().Value);

        Assert.That(error!.Message, Does.Contain(told).And.Contain("Limits"));
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once()
    {
        using var services = Services(("Limits:Bulk:Permits", "0"), ("Limits:Bodies:Items", "1"));

        var error = Assert.Throws<OptionsValidationException>(() => _ = services.GetRequiredService<IOptions<LimitOptions>>().Value);

        Assert.That(error!.Failures.Count(), Is.EqualTo(2));
    }

    [Test]
    public void The_server_gets_the_limits_of_connections()
    {
        using var services = Services(("Limits:Connections:Most", "7"), ("Limits:Connections:HeaderSeconds", "3"), ("Limits:Connections:RequestLineBytes", "2048"));

        var limits = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.That(
            (limits.MaxConcurrentConnections, limits.RequestHeadersTimeout, limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestBodySize),
            Is.EqualTo((7L, TimeSpan.FromSeconds(3), 2_048, 32 * 1_024, 1_048_576L)));
    }

    [Test]
    public void Connections_never_take_more_than_half_of_the_files_that_may_be_open() => Assert.That(
        OpenFiles.Read(["Limit                     Soft Limit           Hard Limit           Units", "Max open files            256                  4096                 files"]), Is.EqualTo(256));

    [TestCase("Max open files            unlimited            unlimited            files")]
    [TestCase("Max cpu time              unlimited            unlimited            seconds")]
    public void A_system_without_such_a_limit_has_none(string row) => Assert.That(OpenFiles.Read([row]), Is.EqualTo(int.MaxValue));

    [TestCase("*")]
    [TestCase("https://*.example")]
    [TestCase("dashboard.example")]
    [TestCase("https://dashboard.example/")]
    [TestCase("https://user@dashboard.example")]
    [TestCase("ftp://dashboard.example")]
    [TestCase("null")]
    public void What_is_no_origin_is_refused(string origin) =>
        Assert.That(new CorsSettings.Rules().Validate(null, new CorsSettings { Origins = [origin] }).FailureMessage, Does.Contain(origin).And.Contain("Cors:Origins"));

    [TestCase("https://dashboard.example")]
    [TestCase("http://localhost:3000")]
    public void An_origin_is_accepted(string origin) => Assert.That(new CorsSettings.Rules().Validate(null, new CorsSettings { Origins = [origin] }).Succeeded, Is.True);

    [TestCase("proxy.example")]
    [TestCase("0.0.0.0/0", TestName = "Everybody")]
    [TestCase("::/0", TestName = "Everybody by IPv6")]
    [TestCase("10.0.0.0/33")]
    [TestCase("*")]
    public void What_is_no_proxy_is_refused(string known) =>
        Assert.That(new ProxySettings.Rules().Validate(null, new ProxySettings { Known = [known] }).FailureMessage, Does.Contain(known).And.Contain("Proxies:Known"));

    [TestCase("10.1.2.3")]
    [TestCase("10.1.0.0/16")]
    [TestCase("2001:db8::/32")]
    public void A_proxy_is_accepted(string known) => Assert.That(new ProxySettings.Rules().Validate(null, new ProxySettings { Known = [known] }).Succeeded, Is.True);

    static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddLimits();
        return services.BuildServiceProvider();
    }
}

using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OzgTracker.Api.Links;
using OzgTracker.Api.Tests.Hosting;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Links;

/// <summary>The check of links inside the API, under the roles of the database.</summary>
public sealed class LinkCheckServiceTests
{
    readonly ConcurrentQueue<string> requests = new();
    WebApplication pages = null!;

    [SetUp]
    public async Task StartPages()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        pages = builder.Build();
        pages.Run(context =>
        {
            requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.UserAgent}");
            return Task.CompletedTask;
        });
        await pages.StartAsync();
    }

    [TearDown]
    public async Task StopPages()
    {
        await pages.DisposeAsync();
        requests.Clear();
    }

    [Test]
    public async Task It_is_off_by_default()
    {
        await using var app = await ApiHostUnderTest.Start();
        var service = app.Services.GetServices<IHostedService>().OfType<LinkCheckService>().Single();

        await service.ExecuteTask!;

        Assert.That(app.Services.GetRequiredService<IOptions<LinkCheckOptions>>().Value.Enabled, Is.False);
    }

    [Test]
    public async Task Where_it_is_wanted_it_tells_the_cell_what_is_at_its_address()
    {
        await using var first = await ApiHostUnderTest.Start();
        var url = pages.Urls.Single() + "/eg";
        using var reporter = first.ClientFor("reporter", Bonn);
        using var answer = await reporter.PostAsJsonAsync($"/v1/municipalities/{Bonn}/services/{Residence}/reports", new { level = 3, evidenceUrl = url });
        answer.EnsureSuccessStatusCode();
        await first.WaitForNonStaleProjectionDataAsync();

        await using var source = NpgsqlDataSource.Create(first.OwnerConnectionString);
        await using var second = await ApiHostUnderTest.Beside(
            first, ("LinkCheck:Enabled", "true"), ("LinkCheck:Contact", "mailto:links@tracker.example"), ("LinkCheck:AllowLoopback", "true"), ("LinkCheck:HostDelaySeconds", "1"));
        await source.Until("select exists (select from log.mt_events where type = 'evidence_recorded' and data ->> 'url' = $1 and data ->> 'source' = 'linkCheck')", url);

        Assert.That(requests, Is.EqualTo((string[])
        [
            "GET /robots.txt OzgTracker-LinkCheck/1.0 (+mailto:links@tracker.example)", "HEAD /eg OzgTracker-LinkCheck/1.0 (+mailto:links@tracker.example)",
        ]));
    }

    [TestCase("LinkCheck:Contact is needed", true, null, 3)]
    [TestCase("Contact", false, "Frau Mustermann (Zimmer 7)", 3)]
    [TestCase("FailureDays", false, null, 0)]
    public void Wrong_settings_are_named(string says, bool enabled, string? contact, int failureDays)
    {
        var (options, errors) = (new LinkCheckOptions { Enabled = enabled, Contact = contact, FailureDays = failureDays }, new List<ValidationResult>());

        Assert.That(Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true), Is.False);
        Assert.That(errors.Single().ErrorMessage, Does.Contain(says));
    }

    [Test]
    public async Task A_misspelt_setting_stops_the_start()
    {
        var (exitCode, _, error) = await ApiProcess.Run(("LinkCheck__Enable", "true"));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("did you mean LinkCheck:Enabled?"));
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Exports;
using OzgTracker.ReadModels.Cube;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Exports;

/// <summary>An export that is still busy with the database when its time is over, on a clock that a test moves.</summary>
public sealed class ExportTimeLimitTests : ApiFixture
{
    const int Rows = 50_000;

    static readonly ExportColumn[] Columns = [new("number", "Nummer")];

    readonly AlarmClock clock = new();

    [TestCase(HttpProtocols.Http1, false)]
    [TestCase(HttpProtocols.Http1, true)]
    [TestCase(HttpProtocols.Http2, false)]
    public async Task An_export_whose_time_is_over_breaks_off_and_holds_nothing_any_more(HttpProtocols protocol, bool isCoded)
    {
        using var services = new ExportServices(
            App.Store, App.Services.GetRequiredService<MaturityCube>(), clock, Options.Create(new ExportOptions { LongestMinutes = 60 }),
            App.Services.GetRequiredService<IResponseCompressionProvider>(), NullLogger<ExportServices>.Instance);
        var snapshot = await ExportSnapshot.OpenAsync(App.Store, TimeSpan.FromHours(1), CancellationToken.None);
        await using var asked = snapshot.Command("select pg_backend_pid()");
        var inTransaction = FormattableString.Invariant($"select count(*) from pg_stat_activity where pid = {await asked.ExecuteScalarAsync()} and xact_start is not null");
        var coding = isCoded ? new GzipCompressionProvider(Options.Create(new GzipCompressionProviderOptions())) : null;
        var file = new ExportFile("numbers", new ExportLayout(IsJson: false), 1, "\"1-endless\"", coding, null, DigestOnly: false);
        var (under, over) = (Signal(), Signal());
        await using var server = await Serve(protocol, new ExportResult(services, file, Endless(snapshot, under), snapshot, services.Places.Take("client")), over);

        var reading = Read(server, protocol);
        await under.Task;
        clock.Pass(TimeSpan.FromMinutes(59));
        Assert.That((services.Places.Free, await Scalar<long>(inTransaction), over.Task.IsCompleted), Is.EqualTo((services.Options.Concurrent - 1, 1L, false)));
        clock.Pass(TimeSpan.FromMinutes(1));

        Assert.That(async () => await reading, Throws.InstanceOf<HttpRequestException>(), "it never looks whole");
        await over.Task;
        Assert.That(services.Places.Free, Is.EqualTo(services.Options.Concurrent));
        Assert.That(await Scalar<long>(inTransaction), Is.Zero);
        Assert.That(services.Digests.Find(file.Etag), Is.Null);
    }

    /// <summary>Rows, and then a statement that does not end.</summary>
    static ExportRows Endless(ExportSnapshot snapshot, TaskCompletionSource isUnderWay) => new(Columns, async (writer, body, ct) =>
    {
        for (var number = 0; number < Rows; number++)
        {
            writer.Number(number);
            writer.EndRow();
            await writer.SendIfLargeAsync(body, ct);
        }

        await using var endless = snapshot.Command("select pg_sleep(3600)");
        isUnderWay.SetResult();
        await endless.ExecuteNonQueryAsync(ct);
    });

    static async Task<WebApplication> Serve(HttpProtocols protocol, ExportResult export, TaskCompletionSource isOver)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol));
        var server = builder.Build();
        server.MapGet("/", async (HttpContext context) =>
        {
            await export.ExecuteAsync(context);
            isOver.SetResult();
        });
        await server.StartAsync();
        return server;
    }

    static async Task<byte[]> Read(WebApplication server, HttpProtocols protocol)
    {
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient { DefaultRequestVersion = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return await client.GetByteArrayAsync(address);
    }

    static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

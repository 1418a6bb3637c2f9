using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OzgTracker.Api.Exports;

namespace OzgTracker.Api.Tests.Exports;

/// <summary>An export of made-up rows over HTTP/2, where a digest can follow the body.</summary>
public sealed class ExportOverHttp2Tests : ApiFixture
{
    static readonly ExportColumn[] Columns = [new("number", "Nummer")];

    [TestCase(0)]
    [TestCase(200_000)]
    public async Task The_digest_follows_the_rows(int count)
    {
        await using var server = await Serve(count, failsAt: -1);
        using var response = await Get(server);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.That(response.Version, Is.EqualTo(HttpVersion.Version20));
        Assert.That(response.TrailingHeaders.GetValues("Repr-Digest").Single(), Is.EqualTo($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:"));
        Assert.That(bytes.Count(letter => letter == '\n'), Is.EqualTo(count + 1));
    }

    [Test]
    public async Task A_failure_resets_the_stream_and_no_digest_follows()
    {
        await using var server = await Serve(200_000, failsAt: 150_000);

        Assert.That(async () => await (await Get(server)).Content.ReadAsByteArrayAsync(), Throws.InstanceOf<HttpRequestException>());
    }

    async Task<WebApplication> Serve(int count, int failsAt)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        var services = App.Services.GetRequiredService<ExportServices>();
        var rows = new ExportRows(Columns, async (writer, body, ct) =>
        {
            for (var number = 0; number < count; number++)
            {
                if (number == failsAt) throw new InvalidDataException("Made up.");
                writer.Number(number);
                writer.EndRow();
                await writer.SendIfLargeAsync(body, ct);
            }
        });
        var file = new ExportFile("numbers", new ExportLayout(IsJson: false), 1, $"\"1-{count}\"", null, null, DigestOnly: false);
        server.MapGet("/", () => new ExportResult(services, file, rows, null, null));
        await server.StartAsync();
        return server;
    }

    static async Task<HttpResponseMessage> Get(WebApplication server)
    {
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return await client.SendAsync(request);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OzgTracker.Operations.Tests.Links;

/// <summary>A server with pages that the test makes up; it notes who asks for what, and how many at a time.</summary>
sealed class WebServer : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<string> requests = new();
    readonly ConcurrentDictionary<string, int> present = new(StringComparer.Ordinal), most = new(StringComparer.Ordinal);

    WebServer(WebApplication app) => this.app = app;

    /// <summary>Answers by path; 404 for any other.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Pages { get; } = new(StringComparer.Ordinal);

    public int Port => new Uri(app.Urls.Single()).Port;

    /// <summary>Method, host and path of each request but those for robots.txt.</summary>
    public IReadOnlyList<string> Requests => [.. requests.Where(request => !request.EndsWith("/robots.txt", StringComparison.Ordinal))];

    public IReadOnlyList<string> AllRequests => [.. requests];

    public string? UserAgent { get; private set; }

    /// <summary>The most requests that were open at the same time, by host.</summary>
    public IReadOnlyDictionary<string, int> Most => most;

    public static async Task<WebServer> Start(bool isEncrypted = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (isEncrypted) listen.UseHttps(Certificate());
        }));
        var app = builder.Build();
        var server = new WebServer(app);
        app.Run(server.Answer);
        await app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task> Status(int status, string? name = null, string? value = null) => context =>
    {
        context.Response.StatusCode = status;
        if (name is not null) context.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    public static Func<HttpContext, Task> Text(string text) => context => context.Response.WriteAsync(text);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    async Task Answer(HttpContext context)
    {
        var host = context.Request.Host.Host;
        requests.Enqueue($"{context.Request.Method} {host}{context.Request.Path}");
        UserAgent = context.Request.Headers.UserAgent;
        var now = present.AddOrUpdate(host, 1, (_, open) => open + 1);
        most.AddOrUpdate(host, now, (_, before) => Math.Max(before, now));
        try
        {
            if (Pages.TryGetValue(context.Request.Path.Value!, out var page)) await page(context);
            else context.Response.StatusCode = 404;
        }
        finally
        {
            present.AddOrUpdate(host, 0, (_, open) => open - 1);
        }
    }

    static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=nobody.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}

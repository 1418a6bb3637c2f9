using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OzgTracker.Operations.Tests.Evidence;

/// <summary>A server that speaks the protocol of the Bereitstelldienst, with troubles on order.</summary>
sealed class FeedServer : IAsyncDisposable
{
    readonly WebApplication app;

    FeedServer(WebApplication app) => this.app = app;

    public const string Secret = "zitronenfalter";

    /// <summary>Messages; a page is one of them.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Answers to give before anything else, one a request.</summary>
    public Queue<Func<HttpContext, Task>> Troubles { get; } = new();

    /// <summary>What was asked, with the header of the token.</summary>
    public List<string> Requests { get; } = [];

    public int Tokens { get; private set; }

    /// <summary>Wording of the next question; null for none.</summary>
    public Func<long, string?> NextUrl { get; set; } = _ => null;

    public Uri Url => new(app.Urls.Single() + "/changes");

    public XzufiFeedOptions Options => new(Url) { Attempts = 4 };

    public XzufiFeedOptions WithToken => Options with { TokenUrl = new Uri(app.Urls.Single() + "/token"), ClientId = "ozg", ClientSecret = Secret };

    public static async Task<FeedServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FeedServer(app);
        app.MapGet("/changes", server.Answer);
        app.MapPost("/token", server.Token);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    async Task Answer(HttpContext context)
    {
        Requests.Add($"{context.Request.Query["index"]} {context.Request.Headers.Authorization}".Trim());
        if (Troubles.TryDequeue(out var trouble))
        {
            await trouble(context);
            return;
        }

        var index = long.Parse("0" + context.Request.Query["index"], CultureInfo.InvariantCulture);
        var isNews = index < Messages.Count;
        var next = Math.Min(index + 1, Messages.Count);
        await context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["xzufiObjekte"] = isNews ? Messages[(int)index] : null,
            ["vollstaendig"] = next >= Messages.Count,
            ["naechsterIndex"] = next,
            ["naechsteAnfrageUrl"] = NextUrl(next),
        }));
    }

    async Task Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if ((form["grant_type"], form["client_id"], form["client_secret"]) != ("client_credentials", "ozg", Secret))
        {
            context.Response.StatusCode = 401;
            return;
        }

        await context.Response.WriteAsync($$"""{"token_type":"Bearer","access_token":"t{{++Tokens}}","expires_in":3600}""");
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using OzgTracker.Api.Idempotency;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.ReadModels.Cube;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests;

/// <summary>The whole API on Kestrel at a free loopback port, on a database of its own.</summary>
public sealed class ApiHostUnderTest : IAsyncDisposable
{
    /// <summary>Tests ask more than any client should.</summary>
    static readonly string[] Unhindered = ["Default", "Bulk", "Export", "SignIn", "Address"];

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly WebApplicationFactory<Program> factory;
    readonly TestDatabase? database;
    readonly string home;
    readonly DevelopmentTokens tokens;

    ApiHostUnderTest(WebApplicationFactory<Program> factory, TestDatabase? database, string ownerConnectionString, string home, DevelopmentTokens tokens) =>
        (this.factory, this.database, OwnerConnectionString, this.home, this.tokens) = (factory, database, ownerConnectionString, home, tokens);

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>Of the database's owner, who may look at everything and break things.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>Signs what the API accepts.</summary>
    public DevelopmentTokens Tokens => tokens;

    public IServiceProvider Services => factory.Services;

    public DocumentStore Store => factory.Services.GetRequiredService<DocumentStore>();

    /// <param name="settings">Configuration keys and values, e. g. <c>Access:PublicRead</c>; reading is public unless it says otherwise.</param>
    public static async Task<ApiHostUnderTest> Start(params (string Key, string Value)[] settings)
    {
        var database = await ReferenceData.CloneAsync();
        return await Start(database, database.ConnectionString, [.. AsRoles(database.ConnectionString), .. settings]);
    }

    /// <summary>On a database without roles, where one role does everything.</summary>
    public static Task<ApiHostUnderTest> Start(TestDatabase database, params (string Key, string Value)[] settings) =>
        Start(database, database.ConnectionString, settings);

    /// <summary>A second node of the same installation.</summary>
    public static Task<ApiHostUnderTest> Beside(ApiHostUnderTest first, params (string Key, string Value)[] settings) =>
        Start(null, first.OwnerConnectionString, [.. AsRoles(first.OwnerConnectionString), .. settings]);

    /// <summary>On any database, which is left behind.</summary>
    public static Task<ApiHostUnderTest> StartOn(string connectionString, params (string Key, string Value)[] settings) => Start(null, connectionString, settings);

    static async Task<ApiHostUnderTest> Start(TestDatabase? database, string connectionString, (string Key, string Value)[] settings)
    {
        var home = Directory.CreateTempSubdirectory("ozgtracker-api-").FullName;
        var tokens = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting($"ConnectionStrings:{OzgSettings.ConnectionStringName}", connectionString);
            builder.UseSetting(OzgSettings.HomeVariable, home);
            builder.UseSetting("Demo:Enabled", "false");
            builder.UseSetting("Access:PublicRead", "true");
            builder.UseSetting("Docs:Enabled", "true");
            foreach (var bucket in Unhindered) builder.UseSetting($"Limits:{bucket}:Permits", "1000000");
            builder.UseSetting("Limits:HeavyAnswers:Waiting", "1000");
            builder.UseSetting("Limits:HeavyAnswers:WaitSeconds", "60");
            builder.UseSetting("Access:DevelopmentTokens", "true");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        });
        factory.UseKestrel(0);
        factory.StartServer();
        return new ApiHostUnderTest(factory, database, connectionString, home, tokens) { Anonymous = factory.CreateClient() };
    }

    /// <summary>Serving and projecting under the roles of <c>deploy/postgres/roles.sql</c>.</summary>
    static (string, string)[] AsRoles(string connectionString) =>
    [
        ($"ConnectionStrings:{OzgSettings.ConnectionStringName}", Roles.As(Roles.App, connectionString)),
        ($"ConnectionStrings:{OzgSettings.ProjectorConnectionStringName}", Roles.As(Roles.Projector, connectionString)),
    ];

    /// <summary>A client with a token for a role; keys for a reporter, Länder for a coordinator.</summary>
    public HttpClient ClientFor(string role, params string[] keysOrStates) => ClientWith(tokens.Create(
        new TokenHolder(role, role == "reporter" ? keysOrStates : [], role == "coordinator" ? keysOrStates : []), DateTimeOffset.UtcNow, TimeSpan.FromHours(1)));

    /// <summary>A client without a token of its own.</summary>
    public HttpClient NewClient() => factory.CreateClient();

    /// <summary>A client with this very token, valid or not.</summary>
    public HttpClient ClientWith(string token)
    {
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client from another address of this machine (127.0.0.0/8), on connections of its own; with a token of a reporter for all units when it has a subject.</summary>
    public HttpClient ClientAt(string address, string? subject = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                    await socket.ConnectAsync(context.DnsEndPoint, ct);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{Anonymous.BaseAddress!.Port}") };
        if (subject is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(subject));
        return client;
    }

    string TokenOf(string subject) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = DevelopmentTokens.Issuer,
        Audience = DevelopmentTokens.Audience,
        Expires = DateTime.UtcNow.AddHours(1),
        SigningCredentials = new SigningCredentials(tokens.SigningKey, SecurityAlgorithms.HmacSha256),
        Claims = new Dictionary<string, object> { ["sub"] = subject, [DevelopmentTokens.RoleClaim] = "reporter", [DevelopmentTokens.KeysClaim] = (string[])["05"] },
    });

    /// <summary>Waits until the read models have taken in everything recorded so far.</summary>
    public async Task WaitForNonStaleProjectionDataAsync()
    {
        var position = await Store.Feed.LastGivenAsync(CancellationToken.None);
        Assert.That(await Store.Projections.WaitForAsync(position, Patience, CancellationToken.None), Is.True, "The read models did not keep up.");
        var reached = (await Store.Projections.StatusAsync(CancellationToken.None)).Min(projection => projection.Position);
        Assert.That(await factory.Services.GetRequiredService<MaturityCube>().WaitForAsync(reached, Patience, CancellationToken.None), Is.True, "The cube did not keep up.");
    }

    /// <summary>Forgets old answers to idempotency keys now.</summary>
    public Task<int> Purge() => factory.Services.GetRequiredService<AnswerStore>().Purge(CancellationToken.None);

    /// <summary>Waits until a statement like this stands in front of a lock.</summary>
    public async Task WaitForLock(string statement)
    {
        await using var source = NpgsqlDataSource.Create(OwnerConnectionString);
        await source.Until("select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like $1", statement);
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        await factory.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }
}

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Analysis;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Changes;
using OzgTracker.Api.Discovery;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Links;
using OzgTracker.Api.OfficialDashboard;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Api.Webhooks;
using OzgTracker.EmbeddedPostgres;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Schema;
using OzgTracker.Operations;
using OzgTracker.Operations.Starter;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Hosting;

/// <summary>What the process needs before it can listen, in the order in which it is needed.</summary>
static class ApiHost
{
    const string ConsoleFormat = "Logging:Console:FormatterName";

    /// <summary>Opens the database, brings it to the schema of this program and loads the starter set where it belongs.</summary>
    public static async Task<OzgDatabase> PrepareDatabase(OzgSettings settings, DemoOptions demo, ILoggerFactory logging, CancellationToken ct)
    {
        var database = await OzgDatabase.OpenAsync(settings, logging, ct);
        try
        {
            await DatabaseSetup.EnsureAsync(database.Store, settings.IsEmbedded ? null : settings.OwnerConnectionString, ct);
            await ServerSafety.CheckRole(database.Store.DataSource, settings, logging.CreateLogger("OzgTracker.Setup"), ct);
            if (demo.Enabled) await StarterSet.LoadAsync(database.Store, ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>What to do about a start that failed for a reason outside the program; null for a defect, whose stack trace is wanted.</summary>
    public static string? Explain(Exception error) => error switch
    {
        EmbeddedPostgresException or SchemaException or UnsafeSettingException or InvalidDataException or OptionsValidationException => error.Message,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } rights =>
            $"The database refused: {rights.MessageText}. After an update run deploy/postgres/roles.sql again.",
        PostgresException database => $"The database refused: {database.MessageText} (SQLSTATE {database.SqlState}). Check ConnectionStrings__OzgTracker and the rights of its role.",
        NpgsqlException => $"The database cannot be reached: {error.Message} Check ConnectionStrings__OzgTracker.",
        IOException { InnerException: AddressInUseException } => $"{error.Message} Stop what uses the port, or choose another one with ASPNETCORE_URLS.",
        _ => null,
    };

    /// <summary>Not every statement and request is news, also where no settings file is found; configuration says otherwise.</summary>
    public static ILoggingBuilder Quieten(ILoggingBuilder logs) => logs
        .AddFilter("Npgsql", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

    /// <summary>One JSON object a line on the console, which collectors read and nobody can break into two; <c>Logging:Console:FormatterName</c> says otherwise.</summary>
    public static void LogAsJson(IConfiguration configuration)
    {
        if (configuration[ConsoleFormat] is null) configuration[ConsoleFormat] = Microsoft.Extensions.Logging.Console.ConsoleFormatterNames.Json;
    }

    public static void Configure(WebApplicationBuilder builder)
    {
        Quieten(builder.Logging);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.Configure<KestrelServerOptions>(options => options.AllowSynchronousIO = false);
        builder.Services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section).ValidateOnStart();
        builder.Services.AddOptions<IdempotencyOptions>().BindConfiguration(IdempotencyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddLimits();
        builder.Services.AddExports();
        builder.Services.AddOfficialDashboard();
        builder.Services.AddDiscovery();
        builder.Services.AddFraming();
        builder.Services.AddProxies();
        builder.Services.AddCrossOrigin();
        builder.Services.AddOptions<LinkCheckOptions>().BindConfiguration(LinkCheckOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddProblems();
        builder.Services.AddContract();
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;   // answers mix no secrets with what a caller sends
            options.MimeTypes = ResponseCompressionDefaults.MimeTypes.Concat([ContentFormats.Ndjson, ContentFormats.Csv, CloudEvents.BatchMediaType, "application/problem+json"]);
        });
    }

    public static async Task AddDatabase(IServiceCollection services, OzgDatabase database, FaultOptions faults, StartFacts facts, CancellationToken ct)
    {
        var cursors = await Cursors.OpenAsync(database.Store.DataSource, ct);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(database.Store);
        services.AddSingleton<IDocumentStore>(database.Store);
        services.AddSingleton(provider => new Registry(database.Store.DataSource, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ListServices(database.Store, provider.GetRequiredService<TimeProvider>(), cursors));
        services.AddSingleton(provider => new AnswerStore(database.Store.DataSource, provider.GetRequiredService<IOptions<IdempotencyOptions>>().Value));
        services.AddSingleton(provider => new KeyedServing(database.Store, provider.GetRequiredService<AnswerStore>(), faults));
        services.AddSingleton(provider => new MaturityCube(database.Store.DataSource, provider.GetRequiredService<ILogger<MaturityCube>>()));
        services.AddSingleton<AnswerCache>();
        services.AddSingleton(provider => new AnalysisServices(
            provider.GetRequiredService<MaturityCube>(), provider.GetRequiredService<Registry>(), database.Store, provider.GetRequiredService<TimeProvider>(), cursors,
            provider.GetRequiredService<AnswerCache>()));
        services.AddSingleton<StaleRule>();
        services.AddSingleton(provider => new CellServices(
            database.Store, provider.GetRequiredService<Registry>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StaleRule>()));
        services.AddHostedService<ProjectionDaemonService>();
        services.AddHostedService<CubeService>();
        services.AddHostedService<PurgeService>();
        services.AddHostedService<LinkCheckService>();
        services.AddAccessAudit(database.Store, facts);
        services.AddChanges();
        services.AddWebhooks();
    }

    /// <param name="docs">Whether the contract and its pages answer.</param>
    public static void Use(WebApplication app, bool docs)
    {
        app.UseAnswerHeaders();
        app.UseProxies();
        app.UseAccessAudit();
        app.UseProblems();
        app.UseFraming();
        app.UseCrossOrigin();
        app.UseAddressLimits();
        app.UseResponseCompression();
        app.UseContract(docs);
        app.UseAuthentication();
        app.UseClientLimits();
        app.UseAuthorization();
        app.UseKeptAnswers();
        app.UseCompressedBodies();
        app.MapEndpoints();
    }
}

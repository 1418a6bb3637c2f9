using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Hosting;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Web;
using OzgTracker.Api.Webhooks;
using OzgTracker.Operations;

try
{
    var builder = WebApplication.CreateBuilder(args);
    if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");
    KnownSettings.Check(builder.Configuration);
    var settings = new OzgSettings(
        builder.Configuration.GetConnectionString(OzgSettings.ConnectionStringName), OzgSettings.HomeFrom(builder.Configuration[OzgSettings.HomeVariable]))
    {
        ProjectorConnectionString = builder.Configuration.GetConnectionString(OzgSettings.ProjectorConnectionStringName),
        OwnerConnectionString = builder.Configuration.GetConnectionString(OzgSettings.OwnerConnectionStringName),
        Tls = (builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions()).Tls,
    };
    if (!settings.IsEmbedded) ApiHost.LogAsJson(builder.Configuration);
    var demo = builder.Configuration.GetSection(DemoOptions.Section).Get<DemoOptions>() ?? new DemoOptions();
    var docs = builder.Configuration.GetSection(DocsOptions.Section).Get<DocsOptions>() ?? new DocsOptions();
    var access = AccessOptions.Of(builder.Configuration);
    var mayDevelop = access.DevelopmentTokens ?? settings.IsEmbedded;
    ListeningSafety.Check(builder.Configuration, mayDevelop, proxies: builder.Configuration.GetSection("Proxies:Known").GetChildren().Any());
    ApiHost.Configure(builder);
    var faults = builder.Configuration.GetSection(FaultOptions.Section).Get<FaultOptions>() ?? new FaultOptions();
    faults.Check();
    (builder.Configuration.GetSection(WebhookOptions.Section).Get<WebhookOptions>() ?? new WebhookOptions())
        .Check(settings.IsEmbedded, Environment.GetEnvironmentVariable(WebhookOptions.PermissionVariable));
    using var logging = LoggerFactory.Create(logs => ApiHost.Quieten(logs).AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());

    await using var database = await ApiHost.PrepareDatabase(settings, demo, logging, CancellationToken.None);
    await ApiHost.AddDatabase(builder.Services, database, faults, StartFacts.Of(builder.Configuration, database.IsEmbedded), CancellationToken.None);
    builder.Services.AddAccess(access, mayDevelop ? await DevelopmentTokens.OfHomeAsync(settings.Home, CancellationToken.None) : null, database.IsEmbedded);

    await using var app = builder.Build();
    ApiHost.Use(app, docs.Enabled ?? database.IsEmbedded);
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (ApiHost.Explain(error) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}

/// <summary>The entry point, visible for tests.</summary>
public partial class Program;

using Microsoft.Extensions.Options;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Audit;

/// <summary>The access audit in a process.</summary>
static class AuditSetup
{
    public static void AddAccessAudit(this IServiceCollection services, DocumentStore store, StartFacts facts)
    {
        services.AddSingleton(facts);
        services.AddSingleton(provider => new AccessEventTable(store.DataSource, provider.GetRequiredService<IOptions<AuditOptions>>().Value));
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<IAccessAudit>(provider => provider.GetRequiredService<AccessAudit>());
        services.AddHostedService<AccessAuditService>();
    }

    /// <summary>First of all, so that no refusal is made behind its back.</summary>
    public static void UseAccessAudit(this WebApplication app)
    {
        var audit = app.Services.GetRequiredService<AccessAudit>();
        Func<object, Task> see = context =>
        {
            audit.See((HttpContext)context);
            return Task.CompletedTask;
        };
        app.Use((context, next) =>
        {
            context.Response.OnStarting(see, context);
            return next(context);
        });
    }
}

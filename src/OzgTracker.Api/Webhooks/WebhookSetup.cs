using Microsoft.Extensions.Options;
using OzgTracker.Api.Changes;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Webhooks;

/// <summary>Webhooks in a process.</summary>
static class WebhookSetup
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WebhookBodies>();
        services.AddSingleton(provider => new WebhookSender(provider.GetRequiredService<IOptions<WebhookOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WebhookCourier>();
        services.AddSingleton(provider => new WebhookServices(
            provider.GetRequiredService<DocumentStore>(), provider.GetRequiredService<WebhookSender>(), provider.GetRequiredService<WebhookBodies>(), provider.GetRequiredService<ChangeTail>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<WebhookOptions>>().Value.Most));
        services.AddHostedService<WebhookDispatch>();
    }
}

/// <summary>What the operations on webhooks need.</summary>
public sealed class WebhookServices
{
    readonly ChangeTail tail;

    internal WebhookServices(DocumentStore store, WebhookSender sender, WebhookBodies bodies, ChangeTail tail, TimeProvider clock, int most) =>
        (Store, Sender, Bodies, this.tail, Clock, Most) = (store, sender, bodies, tail, clock, most);

    internal DocumentStore Store { get; }

    internal WebhookSender Sender { get; }

    internal WebhookBodies Bodies { get; }

    internal TimeProvider Clock { get; }

    internal int Most { get; }

    /// <summary>Where the log ends.</summary>
    internal async Task<long> End(CancellationToken ct)
    {
        await tail.LookAsync(ct);
        while (true)
        {
            var moved = tail.Moved;
            if (tail.Head is { } head) return head;
            await moved.WaitAsync(ct);
        }
    }
}
